import json

import tornado.escape
import tornado.httpclient
import tornado.template
import tornado.web

from .auth import BaseHandler
from .render import markup

class PageHandler(BaseHandler):
    def get(self, name):
        page = self.storage.page(name)
        if page is None:
            raise tornado.web.HTTPError(404)
        self.write("<title>" + tornado.escape.xhtml_escape(name) + "</title>")
        self.write(markup(page["text"]))  # P12

    def delete(self, name):  # P13
        self.storage.delete(name)
        self.set_status(204)


class EditHandler(BaseHandler):
    @tornado.web.authenticated
    def post(self, name):
        self.storage.save(name, self.get_body_argument("text"), self.current_user, self.get_body_argument("feed", ""))
        self.redirect(f"/{name}")


class HistoryHandler(BaseHandler):
    @tornado.web.authenticated
    def get(self, name):
        rows = self.storage.history(name)
        self.set_header("Content-Type", "application/json")
        self.write(json.dumps([{"author": row["author"], "size": len(row["text"])} for row in rows]))


class SearchHandler(BaseHandler):
    def get(self):
        words = self.get_query_argument("q").split()
        limit = self.get_query_argument("limit", "20")
        found = self.storage.search(words[:8], min(int(limit), 100))
        self.write("<h1>Pages with %s</h1>" % self.get_query_argument("q"))  # P14
        for row in found:
            self.write(f"<p>{tornado.escape.xhtml_escape(row['name'])}</p>")


class PreviewHandler(BaseHandler):
    @tornado.web.authenticated
    def post(self):
        text = self.get_body_argument("text")
        template = tornado.template.Template("<div>" + text + "</div>")  # P15
        self.write(template.generate(user=self.current_user))


class FeedHandler(BaseHandler):
    """News of another site in a page's margin."""

    @tornado.web.authenticated
    async def get(self):
        page = self.storage.page(self.get_query_argument("page"))
        if page is None or not page["feed"]:
            raise tornado.web.HTTPError(404)
        client = tornado.httpclient.AsyncHTTPClient()
        answer = await client.fetch(page["feed"], request_timeout=5)  # P16
        entries = json.loads(answer.body)
        self.write({"titles": [str(entry["title"]) for entry in entries][:10]})
