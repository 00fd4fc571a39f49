//! The attack surface: every route with its whole path, its methods and its guards, across files.

mod lists;
mod objects;
mod services;

use model::{EntryPointKind, Options};
use review::{Project, SourceFile, review};

/// `METHODS PATH FUNCTION [guards]` of every route.
fn routes(files: &[(&str, &str)]) -> Vec<String> {
    let files =
        files.iter().map(|(path, text)| SourceFile { path: (*path).to_owned(), text: (*text).into() }).collect();
    let review = review(&Project { files }, &Options::default());
    let mut routes: Vec<String> = review
        .recon
        .entry_points
        .iter()
        .filter(|entry| entry.kind == EntryPointKind::Route)
        .map(|entry| {
            let path = entry.path.as_deref().unwrap_or("?");
            format!("{} {path} {} {:?}", entry.methods.join("|"), entry.function, entry.guards).replace('"', "")
        })
        .collect();
    routes.sort();
    routes
}

#[test]
fn of_flask() {
    let app = "from flask import Flask\nfrom shop.users import bp\nfrom shop.api import api, Items\nfrom shop.plain import about\n\napp = Flask(__name__)\napp.register_blueprint(bp, url_prefix=\"/people\")\napi.add_resource(Items, \"/items\", \"/items/<int:id>\")\napp.register_blueprint(api.blueprint)\napp.add_url_rule(\"/about\", view_func=about, methods=[\"GET\"])\n\n\n@app.route(\"/\")\ndef index():\n    return \"\"\n";
    let users = "from flask import Blueprint\nfrom flask.views import MethodView\nfrom flask_login import login_required\n\nbp = Blueprint(\"users\", __name__, url_prefix=\"/users\")\n\n\n@bp.get(\"/<name>\")\n@login_required\ndef user(name):\n    return name\n\n\nclass Photo(MethodView):\n    decorators = [login_required]\n\n    def get(self, name):\n        return name\n\n    def put(self, name):\n        return name\n\n\nbp.add_url_rule(\"/<name>/photo\", view_func=Photo.as_view(\"photo\"))\n";
    let api = "from flask import Blueprint\nfrom flask_restful import Api, Resource\n\nblueprint = Blueprint(\"api\", __name__, url_prefix=\"/api\")\napi = Api(blueprint)\n\n\nclass Items(Resource):\n    def get(self, id=None):\n        return []\n\n    def post(self):\n        return {}\n";
    let plain = "def about():\n    return \"about\"\n";
    assert_eq!(
        routes(&[("shop/app.py", app), ("shop/users.py", users), ("shop/api.py", api), ("shop/plain.py", plain)]),
        [
            "GET / index []",
            "GET /about about []",
            "GET /people/<name> user [login_required]",
            "GET|POST /api/items Items []",
            "GET|POST /api/items/<int:id> Items []",
            "GET|PUT /people/<name>/photo Photo [login_required]",
        ]
    );
}

#[test]
fn of_django_and_rest_framework() {
    let root = "from django.contrib import admin\nfrom django.urls import include, path, re_path\nfrom shop import views\n\nextra = [path(\"terms/\", views.terms)]\n\nurlpatterns = [\n    path(\"admin/\", admin.site.urls),\n    path(\"\", include(extra)),\n    path(\"orders/\", include(\"shop.orders.urls\")),\n    path(\"api/v1/\", include(\"shop.api\")),\n    re_path(r\"^old/(?P<pk>[0-9]+)$\", views.old),\n]\n";
    let views = "from django.contrib.auth.decorators import login_required\nfrom django.views.decorators.http import require_POST\n\n\ndef terms(request):\n    return None\n\n\n@login_required\n@require_POST\ndef old(request, pk):\n    return None\n\n\ndef nowhere(request):\n    return None\n";
    let urls = "from django.contrib.auth.decorators import permission_required\nfrom django.urls import path\n\nfrom . import views\nfrom .views import OrderList\n\napp_name = \"orders\"\nurlpatterns = [\n    path(\"\", OrderList.as_view()),\n    path(\"new/\", permission_required(\"orders.add\")(views.OrderNew.as_view())),\n]\n";
    let orders = "from django.contrib.auth.mixins import LoginRequiredMixin\nfrom django.views.generic import CreateView, ListView\n\n\nclass Mine(LoginRequiredMixin):\n    pass\n\n\nclass OrderList(Mine, ListView):\n    model = None\n\n\nclass OrderNew(CreateView):\n    model = None\n";
    let api = "from rest_framework import routers, viewsets\nfrom rest_framework.decorators import action\nfrom rest_framework.permissions import AllowAny, IsAdminUser\n\n\nclass Base(viewsets.ModelViewSet):\n    permission_classes = [IsAdminUser]\n\n\nclass Users(Base):\n    @action(detail=True, methods=[\"post\"], url_path=\"lock\")\n    def lock_it(self, request, pk=None):\n        return None\n\n\nclass Prices(viewsets.ReadOnlyModelViewSet):\n    permission_classes = [AllowAny]\n\n\nclass Notes(viewsets.ReadOnlyModelViewSet):\n    pass\n\n\nrouter = routers.DefaultRouter()\nrouter.register(\"users\", Users)\nrouter.register(r\"prices\", Prices)\nrouter.register(r\"notes\", Notes)\nurlpatterns = router.urls\n";
    let settings = "INSTALLED_APPS = [\"shop\"]\nREST_FRAMEWORK = {\"DEFAULT_PERMISSION_CLASSES\": [\"rest_framework.permissions.IsAuthenticated\"]}\n";
    let files = [
        ("shop/urls.py", root),
        ("shop/views.py", views),
        ("shop/orders/urls.py", urls),
        ("shop/orders/views.py", orders),
        ("shop/api.py", api),
        ("shop/settings.py", settings),
        ("shop/__init__.py", ""),
        ("shop/orders/__init__.py", ""),
    ];
    assert_eq!(
        routes(&files),
        [
            " /admin/ django.contrib.admin.site.urls []",
            " /terms/ terms []",
            "DELETE|GET|PATCH|PUT /api/v1/users/{pk}/ Users [IsAdminUser]",
            "GET /api/v1/notes/ Notes [IsAuthenticated]",
            "GET /api/v1/notes/{pk}/ Notes [IsAuthenticated]",
            "GET /api/v1/prices/ Prices []",
            "GET /api/v1/prices/{pk}/ Prices []",
            "GET /orders/ OrderList [LoginRequiredMixin]",
            "GET|POST /api/v1/users/ Users [IsAdminUser]",
            "GET|POST|PUT /orders/new/ OrderNew [permission_required]",
            "POST /api/v1/users/{pk}/lock/ Users [IsAdminUser]",
            "POST /old/(?P<pk>[0-9]+) old [login_required]",
        ]
    );
}

#[test]
fn of_fastapi() {
    let main = "from fastapi import Depends, FastAPI\n\nfrom app.auth import current_user, require_admin\nfrom app.routers import admin, items\n\napp = FastAPI()\napp.include_router(items.router, prefix=\"/api\")\napp.include_router(admin.router, prefix=\"/admin\", dependencies=[Depends(require_admin)])\n\n\n@app.get(\"/health\")\nasync def health():\n    return {}\n";
    let auth = "def current_user():\n    return None\n\n\ndef require_admin():\n    return None\n";
    let items = "from fastapi import APIRouter, Depends\n\nfrom app.auth import current_user\n\nrouter = APIRouter(prefix=\"/items\")\n\n\n@router.get(\"/\")\nasync def listing():\n    return []\n\n\n@router.post(\"/\")\nasync def add(user=Depends(current_user)):\n    return {}\n";
    let admin = "from fastapi import APIRouter\n\nrouter = APIRouter()\n\n\n@router.delete(\"/users/{id}\")\nasync def remove(id: int):\n    return {}\n";
    let files = [
        ("app/main.py", main),
        ("app/auth.py", auth),
        ("app/routers/items.py", items),
        ("app/routers/admin.py", admin),
        ("app/__init__.py", ""),
        ("app/routers/__init__.py", ""),
    ];
    assert_eq!(
        routes(&files),
        [
            "DELETE /admin/users/{id} remove [require_admin]",
            "GET /api/items/ listing []",
            "GET /health health []",
            "POST /api/items/ add [current_user]",
        ]
    );
}

#[test]
fn of_lighter_frameworks() {
    let aiohttp = "from aiohttp import web\n\n\nasync def hello(request):\n    return web.Response()\n\n\napp = web.Application()\napp.router.add_get(\"/hello\", hello)\napp.add_routes([web.post(\"/send\", hello)])\n";
    assert_eq!(routes(&[("app.py", aiohttp)]), ["GET /hello hello []", "POST /send hello []"]);
    let tornado = "import tornado.web\n\n\nclass Main(tornado.web.RequestHandler):\n    def get(self):\n        self.write(\"\")\n\n\napp = tornado.web.Application([(r\"/\", Main)])\n";
    assert_eq!(routes(&[("app.py", tornado)]), ["GET / Main []"]);
    let starlette = "from starlette.applications import Starlette\nfrom starlette.routing import Route\n\n\nasync def home(request):\n    return None\n\n\napp = Starlette(routes=[Route(\"/home\", home, methods=[\"GET\", \"POST\"])])\n";
    assert_eq!(routes(&[("app.py", starlette)]), ["GET|POST /home home []"]);
}

#[test]
fn routers_below_themselves_end() {
    let code = "from fastapi import APIRouter\n\na = APIRouter(prefix=\"/a\")\nb = APIRouter(prefix=\"/b\")\na.include_router(b)\nb.include_router(a)\na.include_router(a)\n\n\n@a.get(\"/x\")\ndef x():\n    return 1\n";
    assert!(!routes(&[("app.py", code)]).is_empty());
}

#[test]
fn of_flask_appbuilder() {
    let api = "from flask_appbuilder.api import BaseApi, expose, protect, safe\n\n\nclass Extensions(BaseApi):\n    resource_name = \"extensions\"\n\n    @expose(\"/\", methods=(\"GET\",))\n    @protect()\n    @safe\n    def listing(self):\n        return self.response(200)\n\n    @expose(\"/ping\", methods=(\"GET\", \"POST\"))\n    def ping(self):\n        return self.response(200)\n";
    let view = "from flask_appbuilder import BaseView, expose, has_access\n\n\nclass Report(BaseView):\n    @expose(\"/list/\")\n    @has_access\n    def listing(self):\n        return \"\"\n\n\nclass Api(BaseView):\n    @expose(\"/ping\", methods=[\"GET\"])\n    def old(self):\n        return \"\"\n\n\nclass Theme(BaseView):\n    route_base = \"/themes\"\n\n    @expose(\"/<int:pk>\")\n    def show(self, pk):\n        return \"\"\n";
    assert_eq!(
        routes(&[("shop/api.py", api), ("shop/views.py", view)]),
        [
            "GET /api/ping old []",
            "GET /api/v1/extensions/ listing [protect]",
            "GET /report/list/ listing [has_access]",
            "GET /themes/<int:pk> show []",
            "GET|POST /api/v1/extensions/ping ping []",
        ]
    );
}

#[test]
fn of_pyramid() {
    let main = "from pyramid.config import Configurator\n\nfrom shop.admin import Purge\n\n\ndef main(settings):\n    config = Configurator(settings=settings)\n    config.add_route(\"user\", \"/users/{id}\")\n    config.add_route(\"purge\", \"/purge\")\n    config.add_view(Purge, route_name=\"purge\", request_method=\"POST\", permission=\"admin\")\n    config.scan()\n    return config.make_wsgi_app()\n";
    let views = "from pyramid.view import view_config, view_defaults\n\n\n@view_config(route_name=\"user\", request_method=\"GET\", renderer=\"json\")\ndef show(request):\n    return {}\n\n\n@view_defaults(route_name=\"user\", permission=\"edit\")\nclass Edit:\n    def __init__(self, request):\n        self.request = request\n\n    @view_config(request_method=(\"POST\", \"PUT\"))\n    def save(self):\n        return {}\n";
    let admin = "class Purge:\n    def __call__(self):\n        return {}\n";
    assert_eq!(
        routes(&[("shop/main.py", main), ("shop/views.py", views), ("shop/admin.py", admin)]),
        [
            "GET /users/{id} show []",
            "POST /purge Purge [permission admin]",
            "POST|PUT /users/{id} save [permission edit]",
        ]
    );
}

#[test]
fn of_litestar() {
    let code = "from litestar import Controller, Litestar, Router, get, post\n\nfrom shop.security import signed_in, admin_only\n\n\nclass Users(Controller):\n    path = \"/users\"\n    guards = [signed_in]\n\n    @get()\n    async def listing(self) -> list[str]:\n        return []\n\n    @post(\"/{name:str}\", guards=[admin_only])\n    async def add(self, name: str) -> str:\n        return name\n\n\n@get(\"/health\")\nasync def health() -> str:\n    return \"ok\"\n\n\napi = Router(path=\"/api\", route_handlers=[Users])\napp = Litestar(route_handlers=[api, health])\n";
    assert_eq!(
        routes(&[("shop/app.py", code)]),
        [
            "GET /api/users listing [signed_in]",
            "GET /health health []",
            "POST /api/users/{name:str} add [signed_in, admin_only]",
        ]
    );
}

#[test]
fn of_class_views_and_tables() {
    let bottle = "from bottle import get, route, run\n\n\n@get(\"/\")\ndef index():\n    return \"\"\n\n\n@route(\"/send\", method=[\"POST\", \"PUT\"])\ndef send():\n    return \"\"\n\n\n@route(\"/drop\", method=\"DELETE\")\ndef drop():\n    return \"\"\n";
    assert_eq!(routes(&[("app.py", bottle)]), ["DELETE /drop drop []", "GET / index []", "POST|PUT /send send []"]);
    let sanic = "from sanic import Blueprint, Sanic\nfrom sanic.views import HTTPMethodView\n\nbp = Blueprint(\"users\", url_prefix=\"/users\")\n\n\nclass Photo(HTTPMethodView):\n    async def get(self, request, name):\n        return None\n\n    async def put(self, request, name):\n        return None\n\n\nbp.add_route(Photo.as_view(), \"/<name>/photo\")\napp = Sanic(\"shop\")\napp.blueprint(bp)\n";
    assert_eq!(routes(&[("app.py", sanic)]), ["GET|PUT /users/<name>/photo Photo []"]);
    let falcon = "import falcon\n\n\nclass Quotes:\n    def on_get(self, req, resp):\n        resp.media = {}\n\n    def on_post(self, req, resp):\n        resp.media = {}\n\n\napp = falcon.App()\napp.add_route(\"/quotes\", Quotes())\n";
    assert_eq!(routes(&[("app.py", falcon)]), ["GET|POST /quotes Quotes []"]);
    let aiohttp = "from aiohttp import web\n\nroutes = web.RouteTableDef()\n\n\n@routes.view(\"/items\")\nclass Items(web.View):\n    async def get(self):\n        return web.Response()\n\n\nasync def drop(request):\n    return web.Response()\n\n\nadmin = web.Application()\nadmin.router.add_route(\"DELETE\", \"/items\", drop)\napp = web.Application()\napp.add_subapp(\"/admin\", admin)\n";
    assert_eq!(routes(&[("app.py", aiohttp)]), ["DELETE /admin/items drop []", "GET /items Items []"]);
    let starlette = "from starlette.applications import Starlette\nfrom starlette.authentication import requires\nfrom starlette.routing import Mount, Route\n\n\n@requires(\"authenticated\")\nasync def home(request):\n    return None\n\n\napp = Starlette(routes=[Mount(\"/api\", routes=[Mount(\"/v1\", routes=[Route(\"/home\", home)])])])\n";
    assert_eq!(routes(&[("app.py", starlette)]), [" /api/v1/home home [requires]"]);
}

#[test]
fn of_tornado_tables_in_other_modules() {
    let users = "from tornado import web\n\nfrom hub.scopes import needs_scope\n\n\nclass Users(web.RequestHandler):\n    @needs_scope(\"list:users\")\n    def get(self):\n        self.write(\"\")\n\n    @needs_scope(\"admin:users\")\n    def post(self):\n        self.write(\"\")\n\n    def head(self):\n        self.finish()\n\n\ndefault_handlers = [(r\"/api/users\", Users)]\n";
    let app = "from tornado import web\n\nfrom hub import users\n\n\ndef make():\n    table = []\n    table.extend(users.default_handlers)\n    return web.Application(table)\n";
    assert_eq!(
        routes(&[("hub/users.py", users), ("hub/app.py", app), ("hub/__init__.py", "")]),
        ["GET|POST /api/users Users [needs_scope]", "HEAD /api/users Users []"]
    );
}

#[test]
fn of_flask_behind_functions_of_other_files() {
    let users = "from flask import Blueprint\n\nusers = Blueprint(\"users\", __name__)\nopen_to_all = Blueprint(\"open\", __name__)\n\n\n@users.route(\"list\", methods=[\"GET\"])\ndef listing():\n    return \"\"\n\n\n@open_to_all.route(\"/about\")\ndef about():\n    return \"\"\n\n\ndef show(name):\n    return name\n\n\ndef add_rules(blueprint):\n    blueprint.add_url_rule(\"/<name>\", view_func=show)\n\n\nadd_rules(users)\n";
    let before = "from shop.auth import user_required\nfrom shop.users import users\n\n\n@users.before_request\n@user_required\ndef check():\n    return None\n";
    let app = "from shop.users import open_to_all, users\n\n\ndef register(app):\n    app.register_blueprint(users, url_prefix=\"/users\")\n    app.register_blueprint(open_to_all)\n";
    let files = [
        ("shop/users.py", users),
        ("shop/before.py", before),
        ("shop/app.py", app),
        ("shop/auth.py", ""),
        ("shop/__init__.py", ""),
    ];
    assert_eq!(
        routes(&files),
        [" /users/<name> show [check]", "GET /about about []", "GET /users/list listing [check]"]
    );
}

#[test]
fn of_django_behind_a_guard_of_the_whole_list() {
    let urls = "from django.urls import include, path\n\nfrom shop import views\nfrom shop.auth import decorate_urlpatterns, require_admin_access\n\nurlpatterns = [\n    path(\"orders/\", views.orders),\n    path(\"people/\", include(\"shop.people\")),\n]\nurlpatterns = decorate_urlpatterns(urlpatterns, require_admin_access)\nurlpatterns += [path(\"login/\", views.login)]\n";
    let people =
        "from django.urls import path\n\nfrom shop import views\n\nurlpatterns = [path(\"all/\", views.people)]\n";
    let views = "def orders(request):\n    return None\n\n\ndef people(request):\n    return None\n\n\ndef login(request):\n    return None\n";
    let files =
        [("shop/urls.py", urls), ("shop/people.py", people), ("shop/views.py", views), ("shop/__init__.py", "")];
    assert_eq!(
        routes(&files),
        [" /login/ login []", " /orders/ orders [require_admin_access]", " /people/all/ people [require_admin_access]",]
    );
}

#[test]
fn of_functions_that_ask_themselves() {
    let code = "import functools\n\nfrom flask import Blueprint, Flask, abort\nfrom flask_login import current_user\nfrom shop.logic import NotAuthorized, change\n\napi = Blueprint(\"api\", __name__)\n\n\n@api.post(\"/orders\")\ndef order():\n    try:\n        change()\n    except NotAuthorized:\n        abort(403)\n    return \"\"\n\n\n@api.post(\"/users\")\ndef user():\n    if not current_user.is_authenticated:\n        abort(401)\n    return \"\"\n\n\n@api.get(\"/prices\")\ndef prices():\n    try:\n        change()\n    except ValueError:\n        abort(400)\n    return \"\"\n\n\napp = Flask(__name__)\nadd = functools.partial(app.register_blueprint, api, url_prefix=\"/api\")\nadd()\n";
    assert_eq!(
        routes(&[
            ("shop/app.py", code),
            (
                "tests/test_app.py",
                "from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get(\"/mock\")\ndef mock():\n    return \"\"\n"
            )
        ]),
        [
            "GET /api/prices prices []",
            "POST /api/orders order [check in the function]",
            "POST /api/users user [check in the function]",
        ]
    );
}

#[test]
fn of_views_under_another_name_and_of_bases_in_other_files() {
    let views = "from flask import Blueprint\nfrom flask.views import MethodView\nfrom flask_login import login_required\n\nbp = Blueprint(\"users\", __name__)\n\n\nclass Edit(MethodView):\n    def get(self):\n        return \"\"\n\n\nedit = login_required(Edit.as_view(\"edit\"))\nbp.add_url_rule(\"/edit\", view_func=edit)\n";
    assert_eq!(routes(&[("shop/views.py", views)]), ["GET /edit Edit [login_required]"]);
    let base = "from rest_framework import generics\n\n\nclass Sync(generics.GenericAPIView):\n    def post(self, request):\n        return None\n";
    let urls = "from django.urls import path\n\nfrom shop.base import Sync\n\n\nclass LocalSync(Sync):\n    pass\n\n\nurlpatterns = [path(\"sync/\", LocalSync.as_view())]\n";
    let settings = "INSTALLED_APPS = [\"shop\"]\nREST_FRAMEWORK = {\"DEFAULT_PERMISSION_CLASSES\": [\"rest_framework.permissions.IsAuthenticated\"]}\n";
    let files =
        [("shop/base.py", base), ("shop/urls.py", urls), ("shop/settings.py", settings), ("shop/__init__.py", "")];
    assert_eq!(routes(&files), ["POST /sync/ LocalSync [IsAuthenticated]"]);
}

#[test]
fn of_django_ninja() {
    let api = "from ninja import NinjaAPI\nfrom ninja.security import HttpBearer, django_auth\n\nfrom shop.orders import router\n\n\nclass Token(HttpBearer):\n    def authenticate(self, request, token):\n        return token\n\n\napi = NinjaAPI(auth=django_auth)\n\n\n@api.post(\"/login\", auth=None)\ndef login(request, name: str):\n    return {}\n\n\n@api.get(\"/me\", auth=[Token()])\ndef me(request):\n    return {}\n\n\n@api.get(\"/news\", auth=[Token(), AllowAnonymous()])\ndef news(request):\n    return {}\n\n\napi.add_router(\"/orders/\", router)\n";
    let orders = "from ninja import Router\n\nrouter = Router()\n\n\n@router.get(\"/{order_id}\")\ndef one(request, order_id: int):\n    return {}\n";
    let urls = "from django.contrib import admin\nfrom django.urls import path\nfrom shop.api import api\n\nurlpatterns = [path(\"api/\", api.urls), path(\"admin/\", admin.site.urls)]\n";
    let files = [("shop/api.py", api), ("shop/orders.py", orders), ("shop/urls.py", urls), ("shop/__init__.py", "")];
    assert_eq!(
        routes(&files),
        [
            " /admin/ django.contrib.admin.site.urls []",
            "GET /api/me me [Token]",
            "GET /api/news news []",
            "GET /api/orders/{order_id} one [django_auth]",
            "POST /api/login login []",
        ]
    );
}

#[test]
fn of_cherrypy() {
    let app = "import cherrypy\n\n\nclass Users:\n    @cherrypy.expose\n    def default(self, name):\n        return name\n\n\nclass Root:\n    users = Users()\n\n    @cherrypy.expose\n    def index(self):\n        return \"\"\n\n    @cherrypy.expose\n    @cherrypy.tools.allow(methods=[\"POST\"])\n    @cherrypy.tools.auth_basic(realm=\"shop\")\n    def stock(self):\n        return \"\"\n\n    def hidden(self):\n        return \"\"\n\n\nclass Items:\n    exposed = True\n\n    def GET(self, key):\n        return key\n\n\ncherrypy.tree.mount(Items(), \"/items\", {})\ncherrypy.quickstart(Root(), \"/shop\")\n";
    assert_eq!(
        routes(&[("app.py", app)]),
        [
            " /shop/ index []",
            " /shop/users/{path} default []",
            "GET /items GET []",
            "POST /shop/stock stock [cherrypy.tools.auth_basic]",
        ]
    );
}

#[test]
fn guards_of_one_router_are_not_those_of_another() {
    let app = "from fastapi import APIRouter, Depends, FastAPI\n\n\ndef require_admin():\n    return None\n\n\napp = FastAPI()\nadmin = APIRouter(prefix=\"/admin\", dependencies=[Depends(require_admin)])\ninner = APIRouter()\n\n\n@app.get(\"/about\")\ndef about():\n    return {}\n\n\n@admin.get(\"/users\")\ndef users():\n    return []\n\n\n@inner.get(\"/logs\")\ndef logs():\n    return []\n\n\nadmin.include_router(inner)\napp.include_router(admin)\n";
    assert_eq!(
        routes(&[("app.py", app)]),
        ["GET /about about []", "GET /admin/logs logs [require_admin]", "GET /admin/users users [require_admin]"]
    );
}

#[test]
fn of_aiohttp_in_an_application_below_another() {
    let app = "from aiohttp import web\n\n\nasync def show(request):\n    return web.Response()\n\n\nadmin = web.Application()\nadmin.router.add_routes([web.get(\"/users\", show)])\napp = web.Application()\nfiles = app.router.add_resource(\"/files/{name}\")\nfiles.add_route(\"DELETE\", show)\napp.add_subapp(\"/admin\", admin)\n";
    assert_eq!(routes(&[("app.py", app)]), ["DELETE /files/{name} show []", "GET /admin/users show []"]);
}

#[test]
fn of_classes_that_ask_before_each_method() {
    let tornado = "import tornado.web\n\n\nclass Base(tornado.web.RequestHandler):\n    def prepare(self):\n        if not self.current_user:\n            self.redirect(\"/login\")\n\n\nclass Report(Base):\n    def get(self):\n        self.write(\"\")\n\n\napp = tornado.web.Application([\n    (r\"/report\", Report),\n    (r\"/logs/(.*)\", tornado.web.StaticFileHandler, {\"path\": \"logs\", \"access_validation\": only_admins}),\n])\n";
    assert_eq!(
        routes(&[("app.py", tornado)]),
        [
            "GET /report Report [check in prepare]",
            "GET|HEAD /logs/(.*) tornado.web.StaticFileHandler [access_validation]"
        ]
    );
    let middleware = "from starlette.middleware.base import BaseHTTPMiddleware\nfrom starlette.responses import JSONResponse\n\n\nclass SignedIn(BaseHTTPMiddleware):\n    async def dispatch(self, request, call_next):\n        if not request.session.get(\"user\"):\n            return JSONResponse({}, status_code=401)\n        return await call_next(request)\n";
    let app = "from fastapi import FastAPI\nfrom shop.middleware import SignedIn\n\napp = FastAPI()\napp.add_middleware(SignedIn)\n\n\n@app.get(\"/orders\")\ndef orders():\n    return []\n";
    let files = [("shop/middleware.py", middleware), ("shop/app.py", app), ("shop/__init__.py", "")];
    assert_eq!(routes(&files), ["GET /orders orders [SignedIn]"]);
}

#[test]
fn of_django_where_everybody_has_to_log_in() {
    let settings = "MIDDLEWARE = [\n    \"django.contrib.auth.middleware.AuthenticationMiddleware\",\n    \"django.contrib.auth.middleware.LoginRequiredMiddleware\",\n]\n";
    let views = "from django.contrib.auth.decorators import login_not_required\nfrom django.http import HttpResponse\n\n\n@login_not_required\ndef about(request):\n    return HttpResponse()\n\n\ndef orders(request):\n    return HttpResponse()\n";
    let urls = "from django.urls import path\nfrom . import views\n\nurlpatterns = [path(\"about\", views.about), path(\"orders\", views.orders)]\n";
    let files =
        [("shop/settings.py", settings), ("shop/views.py", views), ("shop/urls.py", urls), ("shop/__init__.py", "")];
    assert_eq!(routes(&files), [" /about about []", " /orders orders [LoginRequiredMiddleware]"]);
}

#[test]
fn of_views_whose_check_stands_in_a_method_of_their_own() {
    let code = "from flask import Flask, abort\nfrom flask.views import MethodView\nfrom flask_login import current_user\n\napp = Flask(__name__)\n\n\nclass Orders(MethodView):\n    def _prepare(self, id):\n        if not current_user.is_authenticated:\n            abort(403)\n        return id\n\n    def _count(self):\n        return 1\n\n    def get(self, id):\n        id = self._prepare(id)\n        return str(id)\n\n    def post(self, id):\n        self._count()\n        return str(id)\n\n\napp.add_url_rule(\"/orders/<id>\", view_func=Orders.as_view(\"orders\"))\n";
    assert_eq!(
        routes(&[("app.py", code)]),
        ["GET /orders/<id> Orders [check in the function]", "POST /orders/<id> Orders []"]
    );
}

#[test]
fn of_flask_appbuilder_by_a_base_of_the_project() {
    let code = "from flask_appbuilder.api import ModelRestApi, expose, protect\n\n\nclass Base(ModelRestApi):\n    include_route_methods = {\"get\", \"get_list\", \"related\"}\n\n    @expose(\"/related/<name>\", methods=(\"GET\",))\n    @protect()\n    def related(self, name):\n        return self.response(200)\n\n\nclass Charts(Base):\n    resource_name = \"chart\"\n\n\nclass Boards(Base):\n    resource_name = \"board\"\n    exclude_route_methods = {\"get_list\"}\n";
    assert_eq!(
        routes(&[("app.py", code)]),
        [
            "GET /api/v1/board/<int:pk> get [protect]",
            "GET /api/v1/board/related/<name> related [protect]",
            "GET /api/v1/chart/ get_list [protect]",
            "GET /api/v1/chart/<int:pk> get [protect]",
            "GET /api/v1/chart/related/<name> related [protect]",
        ]
    );
}

#[test]
fn of_routers_that_a_loop_takes_in() {
    let routes_file = "from fastapi import FastAPI\nfrom shop import orders, users\n\n\ndef create_api():\n    api = FastAPI()\n    for router in [orders.router, users.router]:\n        api.include_router(router)\n    return api\n\n\napi = create_api()\n";
    let app =
        "from fastapi import FastAPI\nfrom shop.routes import api\n\napp = FastAPI()\napp.mount(\"/api/v1\", api)\n";
    let router = |name: &str| {
        format!(
            "from fastapi import APIRouter\n\nrouter = APIRouter()\n\n\n@router.get(\"/{name}\")\ndef {name}():\n    return []\n"
        )
    };
    let (orders, users) = (router("orders"), router("users"));
    let files = [
        ("shop/routes.py", routes_file),
        ("shop/app.py", app),
        ("shop/orders.py", &orders),
        ("shop/users.py", &users),
        ("shop/__init__.py", ""),
    ];
    assert_eq!(routes(&files), ["GET /api/v1/orders orders []", "GET /api/v1/users users []"]);
}

#[test]
fn of_bottle_without_decorators_and_of_loops_over_paths() {
    let bottle = "from bottle import Bottle\n\napp = Bottle()\n\n\ndef show():\n    return \"\"\n\n\napp.route(\"/show\", \"GET\", show)\n";
    assert_eq!(routes(&[("app.py", bottle)]), ["GET /show show []"]);
    let flask = "from flask import Flask\n\napp = Flask(__name__)\n\n\ndef page():\n    return \"\"\n\n\nfor path in (\"/a\", \"/b\"):\n    app.add_url_rule(path, view_func=page)\n";
    assert_eq!(routes(&[("app.py", flask)]), [" /a page []", " /b page []"]);
    let graph = "import strawberry\nfrom fastapi import FastAPI\nfrom strawberry.fastapi import GraphQLRouter\n\napp = FastAPI()\napp.include_router(GraphQLRouter(strawberry.Schema(None)), prefix=\"/graphql\")\n";
    assert_eq!(routes(&[("app.py", graph)]), ["GET|POST /graphql GraphQLRouter []"]);
}

#[test]
fn of_paths_that_functions_of_another_file_make() {
    let paths = "import os\n\n\ndef prefixed(path):\n    if prefix := os.environ.get(\"PREFIX\"):\n        return prefix + path\n    return path\n\n\ndef rest(base, version=2):\n    return prefixed(f\"/api/{version}.0{base}\")\n\n\nSHOW = rest(\"/orders/show\")\nLIST = rest(\"/orders/list\", version=3)\n";
    let app = "import os\nfrom flask import Flask\nfrom shop.paths import LIST, SHOW, prefixed\nfrom elsewhere import localized\n\napp = Flask(__name__)\nbase = os.environ.get(\"BASE\")\n\n\n@app.route(prefixed(\"/health\"))\ndef health():\n    return \"\"\n\n\n@app.get(SHOW)\ndef show():\n    return \"\"\n\n\n@app.get(LIST)\ndef listing():\n    return \"\"\n\n\n@app.get(base + \"/more\")\ndef more():\n    return \"\"\n\n\n@app.get(localized(\"/about\"))\ndef about():\n    return \"\"\n";
    assert_eq!(
        routes(&[("shop/app.py", app), ("shop/paths.py", paths), ("shop/__init__.py", "")]),
        [
            "GET /api/2.0/orders/show show []",
            "GET /api/3.0/orders/list listing []",
            "GET /health health []",
            "GET {base}/more more []",
            "GET {localized}/about about []",
        ]
    );
}

#[test]
fn of_tables_that_a_loop_goes_through() {
    let app = "from flask import Flask\nfrom shop.plugins import all_routes\n\napp = Flask(__name__)\n\n\ndef one():\n    return \"\"\n\n\ndef two():\n    return \"\"\n\n\nTABLE = [(\"/one\", one, \"GET\"), (\"/two\", two, \"POST\")]\nNAMES = {\"/three\": one}\n\nfor rule, view, method in TABLE:\n    app.add_url_rule(\"/v1\" + rule, view_func=view, methods=[method])\nfor rule, view in NAMES.items():\n    app.add_url_rule(rule, view_func=view)\nfor name in [\"one\", \"two\"]:\n    app.add_url_rule(\"/by/{}\".format(name), view_func=globals()[name])\nfor rule, view in all_routes():\n    app.add_url_rule(rule, view_func=view)\n";
    let files = [("shop/app.py", app)];
    assert_eq!(
        routes(&files),
        [" /by/one one []", " /by/two two []", " /three one []", "GET /v1/one one []", "POST /v1/two two []",]
    );
    // What another library lists is said to be computed, by its place.
    let files = files.map(|(path, text)| SourceFile { path: path.to_owned(), text: text.into() });
    let review = review(&Project { files: files.into() }, &Options::default());
    let lines: Vec<u32> = review.recon.computed_routes.iter().map(|place| place.line).collect();
    assert_eq!(lines, [25]);
}

#[test]
fn of_routers_that_objects_of_the_project_offer() {
    let base = "from flask import Blueprint\n\n\nclass Plugin:\n    @staticmethod\n    def route(rule, **options):\n        return lambda function: function\n\n    def blueprint(self):\n        blueprint = Blueprint(self.name, __name__)\n        for rule, function in self.rules:\n            blueprint.add_url_rule(rule, view_func=function)\n        return blueprint\n";
    let backup = "from host.base import Plugin\nfrom flask import jsonify\n\n\nclass Backup(Plugin):\n    @Plugin.route(\"/all\", methods=[\"GET\"])\n    def all(self):\n        return jsonify([])\n";
    let app = "import functools\nfrom flask import Flask\n\napp = Flask(__name__)\n\n\nclass Host:\n    def start(self, plugins):\n        def register(blueprint, prefix):\n            app.register_blueprint(blueprint, url_prefix=prefix)\n\n        for plugin in plugins:\n            blueprint, prefix = self.prepare(plugin)\n            functools.partial(register, blueprint, prefix)()\n\n    def prepare(self, plugin):\n        name = plugin.name\n        blueprint = plugin.blueprint()\n        return blueprint, f\"/plugin/{name}\"\n";
    let files = [("host/app.py", app), ("host/base.py", base), ("host/backup.py", backup), ("host/__init__.py", "")];
    assert_eq!(routes(&files), ["GET /plugin/{name}/all all []"]);
}

#[test]
fn of_django_where_functions_return_the_patterns() {
    let urls = "from django.urls import include, path\nfrom portal import hooks\nfrom portal.views import home, admin_required, decorate_urls\n\nurlpatterns = [path(\"home/\", home)]\n\nfor make in hooks.all_of(\"admin_urls\"):\n    urls = make()\n    if urls:\n        urlpatterns += urls\n\nurlpatterns = decorate_urls(urlpatterns, admin_required)\nurlpatterns += [path(\"login/\", home)]\n";
    let views = "def home(request):\n    return None\n";
    let pages = "from django.urls import include, path\nfrom portal import hooks\nfrom portal.sets import sets\nfrom portal.views import home\n\n\n@hooks.register(\"admin_urls\")\ndef page_urls():\n    urls = [path(\"old/\", home)]\n    return [path(\"pages/\", include([path(\"new/\", home)])), path(\"past/\", include((urls, \"past\")))]\n\n\n@hooks.register(\"admin_urls\")\ndef set_urls():\n    return sets.get_urls()\n\n\n@hooks.register(\"menu\")\ndef menu():\n    return [home]\n";
    let sets = "from django.urls import include, path\n\n\nclass Words:\n    def get_urls(self):\n        return [path(\"\", self.index_view), path(\"list/\", self.list_view)]\n\n\nclass Sets:\n    def get_urls(self):\n        urlpatterns = []\n        for each in self.sets:\n            patterns = each.get_urls()\n            urlpatterns.append(path(f\"{each.prefix}/\", include((patterns, each.space))))\n        return urlpatterns\n\n\nsets = Sets()\n";
    let root = "from django.urls import include, path\n\nurlpatterns = [path(\"admin/\", include(\"portal.urls\"))]\n";
    let files = [
        ("root.py", root),
        ("portal/urls.py", urls),
        ("portal/views.py", views),
        ("portal/pages.py", pages),
        ("portal/sets.py", sets),
        ("portal/__init__.py", ""),
    ];
    assert_eq!(
        routes(&files),
        [
            " /admin/home/ home [admin_required]",
            " /admin/login/ home []",
            " /admin/pages/new/ home [admin_required]",
            " /admin/past/old/ home [admin_required]",
            " /admin/{each.prefix}/ self.index_view [admin_required]",
            " /admin/{each.prefix}/list/ self.list_view [admin_required]",
        ]
    );
}

#[test]
fn of_flask_appbuilder_by_its_own_classes() {
    let names = "class Name:\n    GET = \"get\"\n    LIST = \"get_list\"\n    ALL = {GET, LIST}\n";
    let code = "from flask_appbuilder import ModelRestApi, ModelView\nfrom flask_appbuilder.api import expose, protect\nfrom names import Name\n\n\nclass Charts(ModelRestApi):\n    resource_name = \"chart\"\n    include_route_methods = Name.ALL | {\"delete\", \"export\"}\n\n    def get(self, pk):\n        return self.response(200)\n\n    @expose(\"/export\", methods=[\"GET\"])\n    @protect()\n    def export(self):\n        return self.response(200)\n\n    @expose(\"/hidden\", methods=[\"GET\"])\n    def hidden(self):\n        return self.response(200)\n\n\nclass Tags(ModelView):\n    exclude_route_methods = {\"add\", \"edit\", \"delete\", \"download\", \"action\", \"action_post\"}\n";
    assert_eq!(
        routes(&[("app.py", code), ("names.py", names)]),
        [
            "DELETE /api/v1/chart/<pk> delete [protect]",
            "GET /api/v1/chart/ get_list [protect]",
            "GET /api/v1/chart/export export [protect]",
            "GET /tags/list/ list [has_access]",
            "GET /tags/show/<pk> show [has_access]",
        ]
    );
}

#[test]
fn of_an_application_that_a_function_of_another_file_makes() {
    let made = "from fastapi import FastAPI\nfrom shop.orders import router\n\n\ndef create_app(flask_app):\n    api = FastAPI()\n    api.include_router(router, prefix=\"/v1\")\n    return api\n";
    let orders = "from fastapi import APIRouter\n\nrouter = APIRouter(prefix=\"/orders\")\n\n\n@router.get(\"/{number}\")\ndef order(number: int):\n    return number\n";
    let auth = "from flask import Flask\nfrom starlette.responses import Response\nfrom shop.made import create_app\n\nflask_app = Flask(__name__)\n\n\ndef guard(app):\n    @app.middleware(\"http\")\n    async def permissions(request, call_next):\n        if not authenticate(request):\n            return Response(status_code=401)\n        return await call_next(request)\n\n\n@flask_app.get(\"/signup\")\ndef signup():\n    return \"\"\n\n\ndef start():\n    made = create_app(flask_app)\n    guard(made)\n    return made\n";
    let files = [("shop/made.py", made), ("shop/orders.py", orders), ("shop/auth.py", auth), ("shop/__init__.py", "")];
    assert_eq!(routes(&files), ["GET /signup signup []", "GET /v1/orders/{number} order [permissions]"]);
}

#[test]
fn of_a_router_of_the_programs_own() {
    let code = "class App:\n    def routes(self):\n        routes = []\n\n        def add_route(view, regex):\n            routes.append((regex, view))\n\n        add_route(Index.as_view(self), r\"/$\")\n        add_route(version, \"/-/version\")\n        add_route(version, \"no path\")\n        return routes\n\n\nclass Index:\n    async def get(self, request):\n        return None\n\n\nasync def version(request):\n    return None\n";
    assert_eq!(routes(&[("app.py", code)]), [" /-/version version []", "GET / Index []"]);
}

#[test]
fn of_methods_that_leave_the_question_to_others_of_their_class() {
    let base = "from django.core.exceptions import PermissionDenied\nfrom django.views import View\n\n\nclass Data(View):\n    def get(self, request):\n        return self.answer(request)\n\n    def head(self, request):\n        return self.get(request)\n\n    def post(self, request):\n        return self.store(request)\n\n    def store(self, request):\n        return None\n";
    let views = "from django.core.exceptions import PermissionDenied\n\nfrom site_of.base import Data\n\n\nclass Row(Data):\n    def answer(self, request):\n        shown = self.table.shown_to(request)\n        if not shown:\n            raise PermissionDenied\n        return shown\n\n\nclass Word(Data):\n    def answer(self, request):\n        if not request.GET:\n            raise ValueError(\"no word\")\n        return None\n";
    let urls = "from django.urls import path\nfrom site_of.views import Row, Word\n\nurlpatterns = [path(\"row/\", Row.as_view()), path(\"word/\", Word.as_view())]\n";
    let files = [
        ("site_of/base.py", base),
        ("site_of/views.py", views),
        ("site_of/urls.py", urls),
        ("site_of/__init__.py", ""),
    ];
    assert_eq!(
        routes(&files),
        ["GET|HEAD /row/ Row [check in the function]", "GET|HEAD|POST /word/ Word []", "POST /row/ Row []"]
    );
}

#[test]
fn of_checks_that_decorators_are_given() {
    let code = "from flask import Flask, request\nfrom checks import before, check_delete_action, check_spelling\n\napp = Flask(__name__)\n\n\n@app.delete(\"/one/<name>\")\n@before(check_delete_action, request, action=\"delete\")\ndef one(name):\n    return \"\"\n\n\n@app.get(\"/two\")\n@before(check_spelling, request)\ndef two():\n    return \"\"\n";
    assert_eq!(routes(&[("app.py", code)]), ["DELETE /one/<name> one [check_delete_action]", "GET /two two []"]);
}

#[test]
fn of_rest_framework_where_nobody_reads_a_permission() {
    let api = "from django.contrib.auth.mixins import PermissionRequiredMixin\nfrom django.views.generic import ListView\nfrom rest_framework import generics, viewsets\nfrom rest_framework.settings import api_settings\n\nfrom shop.rights import OwnerOnly\n\n\nclass Notes(generics.ListAPIView):\n    permission_required = \"notes.view\"\n\n\nclass Orders(generics.ListAPIView):\n    permission_classes = api_settings.DEFAULT_PERMISSION_CLASSES + [OwnerOnly]\n\n\nclass Pages(PermissionRequiredMixin, ListView):\n    permission_required = \"pages.view\"\n\n\nclass Locks(viewsets.ViewSet):\n    permission_classes = [OwnerOnly]\n\n    def lock(self, request, pk):\n        return None\n";
    let urls = "from django.urls import path\nfrom shop.api import Locks, Notes, Orders, Pages\n\nurlpatterns = [\n    path(\"notes/\", Notes.as_view()),\n    path(\"orders/\", Orders.as_view()),\n    path(\"pages/\", Pages.as_view()),\n    path(\"locks/<int:pk>/\", Locks.as_view({\"post\": \"lock\"})),\n]\n";
    let settings = "INSTALLED_APPS = [\"shop\"]\nREST_FRAMEWORK = {\"DEFAULT_PERMISSION_CLASSES\": [\"rest_framework.permissions.IsAuthenticated\"]}\n";
    let files = [
        ("shop/api.py", api),
        ("shop/urls.py", urls),
        ("shop/settings.py", settings),
        ("shop/rights.py", "class OwnerOnly:\n    pass\n"),
        ("shop/__init__.py", ""),
    ];
    assert_eq!(
        routes(&files),
        [
            "GET /notes/ Notes [IsAuthenticated]",
            "GET /orders/ Orders [OwnerOnly, IsAuthenticated]",
            "GET /pages/ Pages [PermissionRequiredMixin, permission_required]",
            "POST /locks/<int:pk>/ Locks [OwnerOnly]",
        ]
    );
}

#[test]
fn of_tables_in_another_file() {
    let app = "from flask import Flask\nfrom flask_restful import Api\nfrom shop.routes import API_ROUTES as ROUTES\n\napp = Flask(__name__)\napi = Api(app, prefix=\"/api\")\nfor route in ROUTES:\n    api.add_resource(*route)\n";
    let table = "from shop.api import Items, Users\n\nAPI_ROUTES = [\n    (Users, \"/users/\"),\n    (Items, \"/items/<int:id>/\"),\n]\nNOT_SERVED = [(Users, \"/old/\")]\n";
    let api = "from flask_login import login_required\nfrom flask_restful import Resource\n\n\nclass Users(Resource):\n    @login_required\n    def get(self):\n        return []\n\n\nclass Items(Resource):\n    def post(self, id):\n        return {}\n";
    let files = [("shop/app.py", app), ("shop/routes.py", table), ("shop/api.py", api), ("shop/__init__.py", "")];
    assert_eq!(routes(&files), ["GET /api/users/ Users [login_required]", "POST /api/items/<int:id>/ Items []"]);
}

#[test]
fn of_helpers_that_hand_on_a_view() {
    let views = "from flask import Blueprint\nfrom flask.views import MethodView\nfrom shop.helpers import allows, back, IsAdmin, register_view\n\nbp = Blueprint(\"users\", __name__, url_prefix=\"/users\")\n\n\nclass Users(MethodView):\n    decorators = [allows.requires(IsAdmin, on_fail=back)]\n\n    def get(self, name=None):\n        return name\n\n\nregister_view(bp, routes=[\"/\", \"/<name>\"], view_func=Users.as_view(\"users\"))\n";
    let helpers = "def register_view(bp, routes, view_func):\n    for route in routes:\n        bp.add_url_rule(route, view_func=view_func)\n";
    let found = routes(&[("shop/views.py", views), ("shop/helpers.py", helpers), ("shop/__init__.py", "")]);
    assert!(found.contains(&"GET /users/ Users [allows.requires]".to_owned()), "{found:?}");
    assert!(found.contains(&"GET /users/<name> Users [allows.requires]".to_owned()), "{found:?}");
}

#[test]
fn of_aiohttp_behind_a_middleware() {
    let api = "from aiohttp import web\n\nroutes = web.RouteTableDef()\n\n\ndef token_of(request: web.Request) -> str:\n    return request.headers.get(\"Authorization\", \"\")\n\n\n@web.middleware\nasync def auth(request, handler):\n    if token_of(request) != load():\n        return web.Response(status=401)\n    return await handler(request)\n\n\n@routes.get(\"/users\")\nasync def users(request: web.Request) -> web.Response:\n    return web.json_response([])\n\n\ndef make() -> web.Application:\n    app = web.Application(middlewares=[auth])\n    app.add_routes(routes)\n    return app\n";
    assert_eq!(routes(&[("api.py", api)]), ["GET /users users [auth]"]);
}

#[test]
fn of_tornado_in_loops_over_tables_and_in_what_a_hook_gives() {
    let router = "from tornado import web\n\nfrom hub import ways\n\nFIRST = [(\"send\", ways.SendHandler)]\nWAYS = {\"poll\": ways.Poll}\n\n\nclass Router:\n    def __init__(self, prefix):\n        base = prefix + \"/{session}\"\n        self.table = [(\"%s/%s$\" % (base, p[0]), p[1], {\"server\": self}) for p in FIRST]\n        for key, way in WAYS.items():\n            self.table.append((\"%s/%s$\" % (base, key), way, {\"server\": self}))\n        self.words = [(key, way, {}) for key, way in {\"a\": 1}.items()]\n";
    let ways = "from tornado import web\n\n\nclass SendHandler(web.RequestHandler):\n    def post(self):\n        self.write(\"\")\n\n\nclass Poll(web.RequestHandler):\n    def get(self):\n        self.write(\"\")\n";
    let plugin = "class Backup:\n    def route_hook(self):\n        from hub.tornado import FilesHandler\n\n        return [(r\"/download/(.*)\", FilesHandler, {\"path\": self.folder})]\n\n    def size_hook(self):\n        return [(\"POST\", \"/restore\", 5)]\n";
    let own = "from tornado import web\n\n\nclass FilesHandler(web.StaticFileHandler):\n    def get(self, path):\n        self.write(\"\")\n";
    let files = [
        ("hub/router.py", router),
        ("hub/ways.py", ways),
        ("hub/backup.py", plugin),
        ("hub/tornado.py", own),
        ("hub/__init__.py", ""),
    ];
    assert_eq!(
        routes(&files),
        [
            "GET {prefix}/{session}/poll Poll []",
            "GET|HEAD {…}/download/(.*) FilesHandler []",
            "POST {prefix}/{session}/send SendHandler []"
        ]
    );
}

#[test]
fn of_tornado_below_a_setting() {
    let app = "import tornado.web\n\nfrom shop.handlers import EventsHandler\n\n\nclass Application(tornado.web.Application):\n    def __init__(self, base):\n        self.base = base\n        super().__init__([(r\"%s/events\" % self.base, EventsHandler, {\"app\": self}), (\"a\" % base, dict)])\n";
    let handlers = "import tornado.web\n\n\nclass EventsHandler(tornado.web.RequestHandler):\n    def post(self):\n        self.write(\"\")\n";
    let found = routes(&[("shop/app.py", app), ("shop/handlers.py", handlers), ("shop/__init__.py", "")]);
    assert_eq!(found, ["POST {self.base}/events EventsHandler []"]);
}
