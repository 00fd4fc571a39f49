import json

import tornado.escape
import tornado.httpclient
import tornado.web

from .auth import BaseHandler
from .render import markup

FEEDS = {"news": "https://news.workshop.example/feed.json", "jobs": "https://jobs.workshop.example/feed.json"}


class PageHandler(BaseHandler):
    def get(self, name):
        page = self.storage.page(name)
        if page is None:
            raise tornado.web.HTTPError(404)
        self.write("<title>" + tornado.escape.xhtml_escape(name) + "</title>")
        self.write(markup(page["text"]))

    @tornado.web.authenticated
    def delete(self, name):
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
        self.write("<h1>Pages with %s</h1>" % tornado.escape.xhtml_escape(self.get_query_argument("q")))
        for row in found:
            self.write(f"<p>{tornado.escape.xhtml_escape(row['name'])}</p>")


class PreviewHandler(BaseHandler):
    @tornado.web.authenticated
    def post(self):
        text = self.get_body_argument("text")
        self.write(markup(text))


class FeedHandler(BaseHandler):
    """News of another site in a page's margin."""

    @tornado.web.authenticated
    async def get(self):
        page = self.storage.page(self.get_query_argument("page"))
        if page is None or not page["feed"]:
            raise tornado.web.HTTPError(404)
        client = tornado.httpclient.AsyncHTTPClient()
        if page["feed"] not in FEEDS:
            raise tornado.web.HTTPError(404)
        answer = await client.fetch(FEEDS[page["feed"]], request_timeout=5)
        entries = json.loads(answer.body)
        self.write({"titles": [str(entry["title"]) for entry in entries][:10]})
