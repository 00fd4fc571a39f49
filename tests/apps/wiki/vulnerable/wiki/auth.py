import hashlib
import json
import time

import tornado.web

ITERATIONS = 600_000


class BaseHandler(tornado.web.RequestHandler):
    def initialize(self, storage):
        self.storage = storage

    def get_current_user(self):
        raw = self.get_cookie("wiki_user")
        return json.loads(raw)["name"] if raw else None  # P07

    def set_default_headers(self):
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("X-Frame-Options", "DENY")
        self.set_header("Content-Security-Policy", "default-src 'self'")
        self.set_header("Strict-Transport-Security", "max-age=31536000")


class SignInHandler(BaseHandler):
    attempts = {}

    def allowed(self):
        now = time.monotonic()
        recent = [moment for moment in self.attempts.get(self.request.remote_ip, []) if now - moment < 300]
        self.attempts[self.request.remote_ip] = recent + [now]
        return len(recent) < 10

    def get(self):
        self.render("sign_in.html", error=None)

    def post(self):
        if not self.allowed():
            raise tornado.web.HTTPError(429)
        name, password = self.get_body_argument("name"), self.get_body_argument("password")
        user = self.storage.user(name)
        if user is None or not self.is_right(user, password):
            self.render("sign_in.html", error="wrong name or password")
            return
        self.set_cookie("wiki_user", '{"name": "%s"}' % user["name"])  # P08
        self.redirect(self.get_argument("next", "/"))  # P09

    def is_right(self, user, password):
        digest = hashlib.pbkdf2_hmac("sha256", password.encode(), user["salt"], 100)  # P10
        return digest == user["password"]  # P11


class SignOutHandler(BaseHandler):
    def post(self):
        self.clear_cookie("wiki_user")
        self.redirect("/")
