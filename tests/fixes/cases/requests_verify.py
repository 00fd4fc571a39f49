# rule: S501
import requests


def ask(session, url):
    return requests.get(url, verify=False, timeout=5).text


# --- proof
from unittest import mock


def asked(program):
    answer = mock.Mock(text="answer")
    with mock.patch("requests.adapters.HTTPAdapter.send", autospec=True) as send:
        send.side_effect = lambda adapter, request, **options: (_ for _ in ()).throw(StopIteration(options["verify"]))
        try:
            program.ask(None, "https://localhost/")
        except (RuntimeError, StopIteration) as stopped:
            reason = stopped if isinstance(stopped, StopIteration) else stopped.__cause__
            return reason.value


def benign(program):
    return program.ask.__name__


def exploit(program):
    """Whoever sits between shows a certificate of their own: nobody looks at it."""
    return asked(program) is False
