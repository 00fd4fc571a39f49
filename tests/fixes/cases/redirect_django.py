# rule: PV201
from django.http import HttpResponseRedirect


def leave(request):
    return HttpResponseRedirect(request.GET.get("next", "/"))


# --- proof
import django
from django.conf import settings

settings.configure(ALLOWED_HOSTS=["testserver"])
django.setup()


def target(program, address):
    from django.test import RequestFactory

    return program.leave(RequestFactory().get("/leave", {"next": address}))["Location"]


def benign(program):
    return [target(program, "/orders/1"), target(program, "http://testserver/orders/2")]


def exploit(program):
    return any("evil" in target(program, attack) for attack in ["https://evil.example/", "//evil.example/", "/\\evil.example/"])
