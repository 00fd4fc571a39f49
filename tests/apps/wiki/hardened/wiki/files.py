import re
import subprocess

import tornado.web

from .auth import BaseHandler

NAME = re.compile(r"[A-Za-z0-9_-]{1,60}\.(?:png|jpg|pdf)")


class AttachmentHandler(BaseHandler):
    def get(self, name):
        try:
            content = self.storage.attachment(name)
        except FileNotFoundError:
            raise tornado.web.HTTPError(404) from None
        self.set_header("Content-Type", "application/octet-stream")
        self.write(content)


class UploadHandler(BaseHandler):
    @tornado.web.authenticated
    def post(self):
        for upload in self.request.files.get("file", []):
            if not NAME.fullmatch(upload["filename"]):
                raise tornado.web.HTTPError(400)
            self.storage.store(upload["filename"], upload["body"])
        self.set_status(201)


class BackupHandler(BaseHandler):
    @tornado.web.authenticated
    def post(self):
        label = self.get_body_argument("label", "daily")
        if not re.fullmatch(r"[a-z0-9]{1,20}", label):
            raise tornado.web.HTTPError(400)
        subprocess.check_call(["tar", "czf", f"/srv/backup/wiki-{label}.tgz", "/srv/wiki"], timeout=600)
        self.set_status(204)
