# rule: S103
import os


def install(path):
    with open(path, "w") as file:
        file.write("#!/bin/sh\necho hello\n")
    os.chmod(path, 0o777)


# --- proof
def benign(program):
    import subprocess

    program.install("tool.sh")
    return subprocess.run(["./tool.sh"], capture_output=True, check=True).stdout


def exploit(program):
    import os

    program.install("tool.sh")
    return bool(os.stat("tool.sh").st_mode & 0o002)
