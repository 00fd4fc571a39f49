import hashlib
import hmac
import time

import tornado.web

ITERATIONS = 600_000


class BaseHandler(tornado.web.RequestHandler):
    def initialize(self, storage):
        self.storage = storage

    def get_current_user(self):
        name = self.get_signed_cookie("wiki_user", max_age_days=1)
        return name.decode() if name else None

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
        self.set_signed_cookie("wiki_user", user["name"], secure=True, httponly=True, samesite="Lax")
        self.redirect("/")

    def is_right(self, user, password):
        digest = hashlib.pbkdf2_hmac("sha256", password.encode(), user["salt"], ITERATIONS)
        return hmac.compare_digest(digest, user["password"])


class SignOutHandler(BaseHandler):
    def post(self):
        self.clear_cookie("wiki_user")
        self.redirect("/")
