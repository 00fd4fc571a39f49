from functools import wraps

from bottle import abort, redirect, request, response
from ldap3 import ALL, Connection, Server
from ldap3.utils.conv import escape_filter_chars

from .settings import settings

COOKIE = "operator"


class Directory:
    def __init__(self, address, base):
        self.server = Server(address, use_ssl=True, get_info=ALL)
        self.base = base

    def find(self, name):
        with Connection(self.server, auto_bind=True) as connection:
            query = f"(&(objectClass=person)(uid={escape_filter_chars(name)}))"
            connection.search(self.base, query, attributes=["cn", "memberOf"])
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
    response.set_cookie(COOKIE, entry.cn.value, secret=settings.cookie_secret, **options)
    return redirect("/")


def operator():
    return request.get_cookie(COOKIE, secret=settings.cookie_secret)


def signed_in(callback):
    @wraps(callback)
    def wrapped(*args, **kwargs):
        if not operator():
            abort(401, "sign in first")
        return callback(*args, **kwargs)

    return wrapped
