import subprocess
from contextlib import contextmanager

import paramiko


class CommandFailed(RuntimeError):
    pass


class Tool:
    """A program of this machine."""

    program = None
    timeout = 30

    def command(self, target):
        return f"{self.program} {target}"

    def run(self, target):
        try:
            done = subprocess.run(
                self.command(target), shell=True, capture_output=True, text=True, timeout=self.timeout  # P02
            )
        except subprocess.TimeoutExpired as error:
            raise CommandFailed(self.program) from error
        return done.stdout


class Ping(Tool):
    program = "/usr/bin/ping"

    def command(self, target):
        return super().command(f"-c 3 {target}")


class Trace(Tool):
    program = "/usr/bin/traceroute"
    timeout = 90


TOOLS = {"ping": Ping(), "trace": Trace()}


@contextmanager
def shell_on(host, user="runbook"):
    client = paramiko.SSHClient()
    client.load_system_host_keys()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())  # P03
    client.connect(host, username=user, timeout=10)
    try:
        yield client
    finally:
        client.close()


def restart(host, service):
    with shell_on(host) as client:
        _, output, _ = client.exec_command("sudo systemctl restart " + service, timeout=60)  # P04
        return output.read().decode(errors="replace")
