//! Routes that objects give: the patterns of a method, once for each object.

use super::routes;

const SECTIONS: &str = r#"
from django.urls import include, path


class Section:
    slug = None

    def __init__(self, slug=None, **options):
        if slug:
            self.slug = slug
        self.__dict__.update(options)

    @property
    def url_prefix(self):
        if self.slug_of_settings:
            return self.slug_of_settings
        return self.slug

    @property
    def list_view(self):
        view = self.with_template(self.list_view_class)
        return self.make(view, title="All")

    def get_urls(self):
        return [path("", self.list_view)]


class Editable(Section):
    def edit_view(self):
        return self.edit_view_class.as_view()

    @property
    def again_view_class(self):
        made = type("Again", (Again, self.edit_view_class), {"name": "again"})
        return made

    @property
    def again_view(self):
        return self.make(self.again_view_class, **self.options())

    def get_urls(self):
        return super().get_urls() + [
            path("<int:pk>/edit/", self.edit_view),
            path("<int:pk>/again/", self.again_view),
        ]


class Replaced(Section):
    def get_urls(self):
        return [path("alone/", self.list_view)]


class Registry:
    def __init__(self):
        self.sections = []

    def add(self, section):
        self.sections.append(section)

    def get_urls(self):
        found = []
        for section in self.sections:
            urls = section.get_urls()
            found.append(path(f"{section.url_prefix}/", include((urls, "section"))))
        return found


registry = Registry()
"#;

#[test]
fn of_objects_of_a_registry() {
    let orders = r#"
from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import ListView, UpdateView

from shop.sections import Editable, Replaced, Section, registry


class OrderList(LoginRequiredMixin, ListView):
    model = None


class OrderEdit(LoginRequiredMixin, UpdateView):
    model = None


class NoteList(ListView):
    model = None


class Orders(Editable):
    slug = "orders"
    list_view_class = OrderList
    edit_view_class = OrderEdit


class Notices(Replaced):
    list_view_class = NoteList


class Found(Section):
    list_view_class = NoteList


class Basket:
    slug = "basket"

    def get_total(self):
        return 0


notes = Section("notes", url_prefix="my/notes", list_view_class=NoteList)
basket = Basket()


def register():
    registry.add(Orders())
    registry.add(notes)
    return [Notices("notices")]
"#;
    let urls = "from django.urls import include, path\n\nfrom shop.sections import registry\n\nurlpatterns = [path(\"office/\", include(registry.get_urls()))]\n";
    let files =
        [("shop/sections.py", SECTIONS), ("shop/orders.py", orders), ("shop/urls.py", urls), ("shop/__init__.py", "")];
    // What makes an object of `Found` is not written down: its prefix is open. `Replaced` leaves out what the class above it has.
    assert_eq!(
        routes(&files),
        [
            "GET /office/my/notes/ NoteList []",
            "GET /office/notices/alone/ NoteList []",
            "GET /office/orders/ OrderList [LoginRequiredMixin]",
            "GET /office/{slug}/ NoteList []",
            "GET|POST|PUT /office/orders/<int:pk>/again/ OrderEdit [LoginRequiredMixin]",
            "GET|POST|PUT /office/orders/<int:pk>/edit/ OrderEdit [LoginRequiredMixin]",
        ]
    );
}

#[test]
fn of_classes_that_are_kept_by_a_name() {
    let api = r#"
from django.urls import include, path, re_path


class Parts:
    def __init__(self):
        self._parts = {}
        self._titles = {}

    def register_part(self, name, class_):
        self._parts[name] = class_

    def register_title(self, title, class_):
        self._titles[title] = class_

    def get_urls(self):
        found = []
        for name, class_ in self._parts.items():
            found.append(re_path(rf"^{name}/", include((class_.get_urls(), name), namespace=name)))
        return found

    @property
    def urls(self):
        return self.get_urls(), "api"


class Part:
    @classmethod
    def get_urls(cls):
        return [path("", cls.as_view({"get": "listing"})), path("<int:pk>/", cls.as_view({"get": "one"}))]


class Pages(Part):
    permission_classes = [IsStaff]


class Images(Part):
    pass


api = Parts()
api.register_part("pages", Pages)
api.register_part("images", Images)
api.register_title("hidden", Pages)
urlpatterns = [path("v2/", api.urls)]
"#;
    assert_eq!(
        routes(&[("shop/urls.py", api)]),
        [
            "GET /v2/images/ Images []",
            "GET /v2/images/<int:pk>/ Images []",
            "GET /v2/pages/ Pages [IsStaff]",
            "GET /v2/pages/<int:pk>/ Pages [IsStaff]",
        ]
    );
}

#[test]
fn of_work_that_stands_behind_a_right() {
    let code = r#"
from flask import Flask, abort, request
from flask_principal import Permission, RoleNeed

app = Flask(__name__)
printing = Permission(RoleNeed("printing"))


@app.post("/start")
def start():
    kind = request.form["kind"]
    with printing.require(403):
        begin(kind)
    return ""


@app.post("/command")
def command():
    if request.form["command"] == "start":
        with printing.require(403):
            begin()
    elif request.form["command"] == "stop":
        checked()
        with printing.require(http_exception=403):
            end()
    return ""


@app.post("/some")
def some():
    if request.form["command"] == "start":
        with printing.require(403):
            begin()
    else:
        end()
    return ""


@app.post("/then")
def then():
    with printing.require(403):
        begin()
    end()
    return ""


@app.post("/asked")
def asked():
    with session.require("fast"):
        begin()
    return ""
"#;
    assert_eq!(
        routes(&[("app.py", code)]),
        [
            "POST /asked asked []",
            "POST /command command [check in the function]",
            "POST /some some []",
            "POST /start start [check in the function]",
            "POST /then then []",
        ]
    );
}

#[test]
fn of_views_that_refuse_before_any_method() {
    let code = r#"
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path
from django.views.generic import CreateView


class Checked(CreateView):
    def dispatch(self, request, *args, **kwargs):
        if not self.can_create():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class Missing(CreateView):
    def dispatch(self, request, *args, **kwargs):
        if not self.exists():
            raise Http404
        return super().dispatch(request, *args, **kwargs)


urlpatterns = [path("checked/", Checked.as_view()), path("missing/", Missing.as_view())]
"#;
    assert_eq!(
        routes(&[("shop/urls.py", code)]),
        ["GET|POST|PUT /checked/ Checked [check in dispatch]", "GET|POST|PUT /missing/ Missing []"]
    );
}

#[test]
fn of_attributes_that_are_made_of_each_other() {
    let many = (0..12).fold(String::new(), |code, at| {
        let next = format!("{{self.url_{}}}", (at + 1) % 12).repeat(12);
        code + &format!("    @property\n    def url_{at}(self):\n        return f\"{next}\"\n\n")
    });
    let code = format!(
        "from django.urls import include, path\n\n\nclass Section:\n{many}    def get_urls(self):\n        return [path(\"list/\", self.list_view)]\n\n\nclass Registry:\n    def get_urls(self):\n        return [path(f\"{{each.url_0}}/\", include(each.get_urls())) for each in self.sections]\n\n\nsection = Section()\nurlpatterns = [path(\"all/\", include(Registry().get_urls()))]\n"
    );
    assert_eq!(routes(&[("shop/urls.py", &code)]).len(), 1);
}
