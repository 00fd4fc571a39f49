# rule: PV316
import django
from django.conf import settings

settings.configure(
    ROOT_URLCONF=__name__,
    SECRET_KEY="".join(chr(97 + n % 26) for n in range(50)),
    ALLOWED_HOSTS=["testserver"],
    MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware"],
)
django.setup()

from django.http import HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402


@csrf_exempt
def rename(request):
    return HttpResponse("renamed to " + str(len(request.POST["name"])))


urlpatterns = [path("rename", rename)]


# --- proof
def client(**options):
    from django.test import Client

    return Client(**options)


def benign(program):
    """The tests' client sends what a form of this site does."""
    return client().post("/rename", {"name": "ann"}).content


def exploit(program):
    return client(enforce_csrf_checks=True).post("/rename", {"name": "eve"}).status_code == 200
