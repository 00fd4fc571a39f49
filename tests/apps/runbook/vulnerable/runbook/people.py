from functools import wraps

from bottle import abort, redirect, request, response
from ldap3 import ALL, Connection, Server

from .settings import settings

COOKIE = "operator"


class Directory:
    def __init__(self, address, base):
        self.server = Server(address, use_ssl=True, get_info=ALL)
        self.base = base

    def find(self, name):
        with Connection(self.server, auto_bind=True) as connection:
            connection.search(self.base, f"(&(objectClass=person)(uid={name}))", attributes=["cn", "memberOf"])  # P11
            return connection.entries[0] if connection.entries else None

    def accepts(self, entry, password):
        if not password:
            return False
        with Connection(self.server, user=entry.entry_dn, password=password) as connection:
            return connection.bind()


directory = Directory(settings.directory, settings.base)


def login():
    entry = directory.find(request.forms.get("name", ""))
    if entry is None or not directory.accepts(entry, request.forms.get("password", "")):
        abort(403, "unknown name or wrong password")
    options = {"path": "/", "httponly": True, "secure": True, "samesite": "strict"}
    response.set_cookie(COOKIE, entry.cn.value, **options)
    return redirect("/")


def operator():
    return request.get_cookie(COOKIE)  # P08


def signed_in(callback):
    @wraps(callback)
    def wrapped(*args, **kwargs):
        if not operator():
            abort(401, "sign in first")
        return callback(*args, **kwargs)

    return wrapped
