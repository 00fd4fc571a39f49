# rule: S113
import requests


def ask(url):
    return requests.get(url).text


# --- proof
from unittest import mock


def asked(program):
    answer = mock.Mock(text="answer")
    with mock.patch("requests.api.request", return_value=answer) as request:
        return program.ask("http://localhost/"), request.call_args.kwargs


def benign(program):
    return asked(program)[0]


def exploit(program):
    """A server that never answers: nothing limits the wait."""
    return asked(program)[1].get("timeout") is None
