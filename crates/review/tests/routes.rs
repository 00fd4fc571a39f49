//! The attack surface: every route with its whole path, its methods and its guards, across files.

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
            " / index []",
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
            "GET|POST /orders/new/ OrderNew [permission_required]",
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
