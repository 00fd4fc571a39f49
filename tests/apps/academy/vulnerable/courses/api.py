import logging
import traceback

from ninja import NinjaAPI
from ninja.security import django_auth
from ninja.throttling import AuthRateThrottle

from .routers.courses import router as courses
from .routers.grades import router as grades
from .routers.students import router as students

log = logging.getLogger(__name__)
api = NinjaAPI(auth=django_auth, csrf=True, throttle=[AuthRateThrottle("100/m")])
api.add_router("/courses", courses)
api.add_router("/grades", grades)
api.add_router("/students", students)


@api.exception_handler(Exception)
def failed(request, error):
    log.exception("unexpected failure")
    return api.create_response(request, {"detail": str(error), "at": traceback.format_exc()}, status=500)  # P14
