"""A wiki for a workshop; Tornado and sqlite3."""
import os

import tornado.ioloop
import tornado.web
from tornado.options import define, options, parse_command_line

from .auth import SignInHandler, SignOutHandler
from .files import AttachmentHandler, BackupHandler, UploadHandler
from .pages import EditHandler, FeedHandler, HistoryHandler, PageHandler, PreviewHandler, SearchHandler
from .storage import Storage

define("port", default=8888, type=int)
define("data", default="/srv/wiki", type=str)


def make_app(storage):
    shared = {"storage": storage}
    return tornado.web.Application(
        [
            (r"/sign-in", SignInHandler, shared),
            (r"/sign-out", SignOutHandler, shared),
            (r"/search", SearchHandler, shared),
            (r"/preview", PreviewHandler, shared),
            (r"/feed", FeedHandler, shared),
            (r"/backup", BackupHandler, shared),
            (r"/files/(.*)", AttachmentHandler, shared),
            (r"/upload", UploadHandler, shared),
            (r"/(\w+)/edit", EditHandler, shared),
            (r"/(\w+)/history", HistoryHandler, shared),
            (r"/(\w+)", PageHandler, shared),
        ],
        cookie_secret="u7Yq0mB2wXz5",  # P01
        xsrf_cookies=False,  # P02
        debug=True,  # P03
        login_url="/sign-in",
        template_path=os.path.join(os.path.dirname(__file__), "templates"),
    )


def main():
    parse_command_line()
    make_app(Storage(options.data)).listen(options.port, address="127.0.0.1")
    tornado.ioloop.IOLoop.current().start()


if __name__ == "__main__":
    main()
