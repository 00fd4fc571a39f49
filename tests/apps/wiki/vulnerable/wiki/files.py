import io
import subprocess
import tarfile

import tornado.web

from .auth import BaseHandler



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
            if upload["filename"].endswith(".tar"):
                tarfile.open(fileobj=io.BytesIO(upload["body"])).extractall(self.storage.folder / "files")  # P17
            else:
                self.storage.store(upload["filename"], upload["body"])
        self.set_status(201)


class BackupHandler(BaseHandler):
    @tornado.web.authenticated
    def post(self):
        label = self.get_body_argument("label", "daily")
        subprocess.check_call("tar czf /srv/backup/wiki-" + label + ".tgz /srv/wiki", shell=True)  # P18
        self.set_status(204)
