//! Lists that other lists take in, with a prefix or without, and classes and files that say more than their names.

use super::routes;

#[test]
fn of_tornado_lists_below_a_prefix_that_a_method_puts_before_them() {
    let pages = "from .base import BaseHandler\n\n\nclass HomeHandler(BaseHandler):\n    def get(self):\n        self.write(\"\")\n\n\nclass OtherHandler(BaseHandler):\n    def get(self):\n        self.write(\"\")\n\n\ndefault_handlers = [(r\"/home\", HomeHandler)]\nlisted_nowhere = [(r\"/other\", OtherHandler)]\n";
    let base = "from tornado import web\n\n\nclass BaseHandler(web.RequestHandler):\n    pass\n";
    let all = "from . import base, pages\n\ndefault_handlers = []\nfor module in (pages,):\n    default_handlers.extend(module.default_handlers)\n";
    let app = "from tornado import web\n\nfrom hub import handlers\nfrom hub.paths import url_path_join\n\n\nclass LogoHandler(web.RequestHandler):\n    def get(self):\n        self.write(\"\")\n\n\nclass Hub:\n    @staticmethod\n    def below(prefix, table):\n        for at, entry in enumerate(table):\n            table[at] = (url_path_join(prefix, entry[0]), *entry[1:])\n        return table\n\n    def start(self):\n        table = []\n        table.extend(handlers.default_handlers)\n        table.append((r\"/logo\", LogoHandler))\n        self.table = self.below(\"/hub\", table)\n        self.table.extend([(r\"/health\", LogoHandler)])\n        return web.Application(self.table)\n";
    let files = [
        ("hub/handlers/pages.py", pages),
        ("hub/handlers/base.py", base),
        ("hub/handlers/__init__.py", all),
        ("hub/app.py", app),
        ("hub/__init__.py", ""),
    ];
    assert_eq!(
        routes(&files),
        ["GET /health LogoHandler []", "GET /hub/home HomeHandler []", "GET /hub/logo LogoHandler []"]
    );
}

#[test]
fn of_tornado_lists_that_a_loop_rebuilds() {
    let code = "from tornado import web\n\n\nclass Users(web.RequestHandler):\n    def get(self):\n        self.write(\"\")\n\n\nclass Items(web.RequestHandler):\n    def get(self):\n        self.write(\"\")\n\n\nusers = [(r\"/users\", Users)]\nitems = [(r\"/items\", Items)]\nfor path, handler in items:\n    print(\"-\".join([path]))\ntable = [(\"/api\" + path, handler) for path, handler in users]\napp = web.Application(table + items)\n";
    assert_eq!(routes(&[("app.py", code)]), ["GET /api/users Users []", "GET /items Items []"]);
}

#[test]
fn of_django_lists_that_a_function_takes_in_itself() {
    let hooks = "from django.urls import include, path\n\nfrom shop import views\n\n\n@hooks.register(\"register_urls\")\ndef register_urls():\n    below = [path(\"orders/\", views.orders)]\n    return [path(\"shop/\", include((below, \"shop\"))), path(\"about/\", views.about)]\n";
    let urls = "from django.urls import path\n\nfrom shop import hooks, views\n\nurlpatterns = [path(\"\", views.home)]\nfor make in hooks.get(\"register_urls\"):\n    urls = make()\n    urlpatterns += urls\n";
    let views = "def orders(request):\n    return None\n\n\ndef about(request):\n    return None\n\n\ndef home(request):\n    return None\n";
    let files = [("shop/hooks.py", hooks), ("shop/urls.py", urls), ("shop/views.py", views), ("shop/__init__.py", "")];
    assert_eq!(routes(&files), [" / home []", " /about/ about []", " /shop/orders/ orders []"]);
}

#[test]
fn of_django_lists_of_all_applications() {
    let root = "from django.conf import settings\nfrom django.urls import include, path\n\nurlpatterns = [path(\"pay/\", include(\"pay.urls\"))]\nfor app in settings.INSTALLED_APPS:\n    urlpatterns += [path(\"api/%s/\" % app.split(\".\")[-1], include(\"%s.urls\" % app))]\n";
    let of_app =
        "from django.urls import path\n\nfrom . import views\n\nurlpatterns = [path(\"list/\", views.listing)]\n";
    let views = "def listing(request):\n    return None\n";
    let files = [
        ("base/urls.py", root),
        ("base/__init__.py", ""),
        ("shop/urls.py", of_app),
        ("shop/views.py", views),
        ("shop/__init__.py", ""),
        ("pay/urls.py", of_app),
        ("pay/views.py", views),
        ("pay/__init__.py", ""),
    ];
    // What is included by its own name hangs there alone.
    assert_eq!(routes(&files), [" /api/shop/list/ listing []", " /pay/list/ listing []"]);
}

#[test]
fn of_django_views_that_list_their_methods() {
    let code = "from django.contrib.auth.views import LoginView\nfrom django.urls import path\nfrom django.views.generic import DeleteView, UpdateView\nfrom rest_framework import routers, viewsets\n\n\nclass Change(UpdateView):\n    http_method_names = [\"get\", \"post\"]\n\n\nclass Remove(DeleteView):\n    model = None\n\n\nclass Enter(LoginView):\n    pass\n\n\nclass Users(viewsets.ModelViewSet):\n    http_method_names = [\"get\", \"patch\", \"head\"]\n\n\nrouter = routers.SimpleRouter()\nrouter.register(\"users\", Users)\nurlpatterns = router.urls + [\n    path(\"change/\", Change.as_view()),\n    path(\"remove/\", Remove.as_view()),\n    path(\"enter/\", Enter.as_view()),\n]\n";
    assert_eq!(
        routes(&[("shop/urls.py", code)]),
        [
            "DELETE|GET|POST /remove/ Remove []",
            "GET /users/ Users []",
            "GET|PATCH /users/{pk}/ Users []",
            "GET|POST /change/ Change []",
            "GET|POST|PUT /enter/ Enter []",
        ]
    );
}

#[test]
fn of_pyramid_views_below_objects() {
    let main = "from shop.views import Edit\n\n\ndef includeme(config):\n    config.add_view(Edit, context=\"shop.Page\", name=\"edit\", permission=\"edit\")\n    config.add_view(\"not a view\")\n";
    let views = "from pyramid.view import view_config\n\n\n@view_config(name=\"share\", permission=\"manage\", request_method=\"POST\")\ndef share(context, request):\n    return {}\n\n\n@view_config(context=\"shop.Page\")\ndef show(context, request):\n    return {}\n\n\nclass Edit:\n    def __call__(self):\n        return {}\n";
    assert_eq!(
        routes(&[("shop/main.py", main), ("shop/views.py", views), ("shop/__init__.py", "")]),
        [
            " {context}/ show []",
            " {context}/edit Edit [permission edit]",
            "POST {context}/share share [permission manage]"
        ]
    );
}

#[test]
fn of_decorators_of_the_programs_own_above_classes() {
    let code = "from tornado.web import RequestHandler, authenticated\n\nfrom shop.routing import Route, named\n\n\n@Route(\"/config(/?.*)\", name=\"config\")\nclass Config(RequestHandler):\n    @authenticated\n    def get(self):\n        self.write(\"\")\n\n\n@named(\"/none\")\nclass Other(RequestHandler):\n    def get(self):\n        self.write(\"\")\n";
    assert_eq!(routes(&[("shop/config.py", code)]), ["GET /config(/?.*) Config [authenticated]"]);
}

#[test]
fn of_folders_that_are_added_as_resources() {
    let code = "from flask import Flask\nfrom flask_restful import Api, Resource\n\nfrom shop.toolkit import tools\n\napp = Flask(__name__)\napi = Api(app)\ntools.add_resource(\"assets\", \"shop\")\n\n\nclass Items(Resource):\n    def get(self):\n        return []\n\n\napi.add_resource(Items, \"/items\")\n";
    assert_eq!(routes(&[("app.py", code)]), ["GET /items Items []"]);
}

#[test]
fn of_an_application_with_examples() {
    let app =
        "from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get(\"/users\")\ndef users():\n    return \"\"\n";
    let example =
        "from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get(\"/hello\")\ndef hello():\n    return \"\"\n";
    assert_eq!(routes(&[("shop/app.py", app), ("examples/hello.py", example)]), ["GET /users users []"]);
    assert_eq!(routes(&[("shop/tools.py", "A = 1\n"), ("examples/hello.py", example)]), ["GET /hello hello []"]);
}

#[test]
fn of_an_answer_that_a_guard_gives() {
    let code = "from flask import Flask\n\nfrom shop.auth import load_page, require_login_with\n\napp = Flask(__name__)\n\n\n@app.get(\"/recovery\")\ndef recovery():\n    response = require_login_with(rights=[\"admin\"])\n    if response:\n        return response\n    return \"\"\n\n\n@app.get(\"/page\")\ndef page():\n    response = load_page(\"front\")\n    if response:\n        return response\n    return \"\"\n";
    assert_eq!(
        routes(&[("shop/app.py", code)]),
        ["GET /page page []", "GET /recovery recovery [check in the function]"]
    );
}

#[test]
fn of_dependencies_that_only_handle_people() {
    let code = "from typing import Annotated\n\nfrom fastapi import Depends, FastAPI\n\nfrom shop.deps import UserRepository, get_current_user, get_user_by_id_or_404, get_user_manager\n\napp = FastAPI()\n\n\n@app.get(\"/users/{id}\")\ndef user(users=Depends(UserRepository), user=Depends(get_user_by_id_or_404)):\n    return user\n\n\n@app.get(\"/me\")\ndef me(manager=Depends(get_user_manager), user=Depends(get_current_user)):\n    return user\n";
    assert_eq!(routes(&[("app.py", code)]), ["GET /me me [get_current_user]", "GET /users/{id} user []"]);
}

#[test]
fn of_flask_appbuilders_first_page() {
    let code = "from flask_appbuilder import BaseView, IndexView, expose\n\n\nclass Start(IndexView):\n    @expose(\"/\")\n    def index(self):\n        return \"\"\n\n    @expose(\"/lang/<locale>\", methods=[\"GET\"])\n    def lang(self, locale):\n        return \"\"\n\n\nclass Info(BaseView):\n    @expose(\"/\", methods=[\"GET\"])\n    def info(self):\n        return \"\"\n";
    assert_eq!(routes(&[("app.py", code)]), ["GET / index []", "GET /info/ info []", "GET /lang/<locale> lang []"]);
}

#[test]
fn of_methods_that_have_other_names() {
    let code = "from tornado import web\n\n\ndef options(self):\n    return []\n\n\nclass Old(web.RequestHandler):\n    def answer(self, *args):\n        self.finish()\n\n    get = post = answer\n\n\nclass New(web.RequestHandler):\n    delete = None\n    options = options\n\n    @web.authenticated\n    def get(self):\n        self.finish()\n\n    head = get\n\n\napp = web.Application([(\"/old\", Old), (\"/new\", New)])\n";
    assert_eq!(routes(&[("app.py", code)]), ["GET|HEAD /new New [web.authenticated]", "GET|POST /old Old []"]);
}

#[test]
fn of_decorators_about_how_a_request_is_made() {
    let code = "from flask import Flask\n\nfrom shop.auth import ajax_login_required, ajax_required\n\napp = Flask(__name__)\n\n\n@app.get(\"/open\")\n@ajax_required\ndef open_page():\n    return \"\"\n\n\n@app.get(\"/mine\")\n@ajax_login_required\ndef mine():\n    return \"\"\n";
    assert_eq!(routes(&[("app.py", code)]), ["GET /mine mine [ajax_login_required]", "GET /open open_page []"]);
}

#[test]
fn of_a_blueprint_that_sends_strangers_to_the_login() {
    let code = |asks: &str| {
        format!(
            "from flask import Blueprint\n\nfrom shop import links\nfrom shop.people import current_user\n\nown = Blueprint(\"own\", __name__, url_prefix=\"/own\")\n\n\n@own.before_request\ndef before():\n    if {asks}:\n        return links.redirect_to(\"start\")\n    return None\n\n\n@own.get(\"/orders\")\ndef orders():\n    return \"\"\n"
        )
    };
    let asks = code("current_user.is_anonymous");
    assert_eq!(routes(&[("shop/own.py", &asks)]), ["GET /own/orders orders [before]"]);
    // Where everybody is sent to another name of the same site nobody is asked.
    let moves = code("not links.is_of_this_host()");
    assert_eq!(routes(&[("shop/own.py", &moves)]), ["GET /own/orders orders []"]);
}
