import ipaddress
import logging

from django.conf import settings
from django.http import HttpResponseForbidden

log = logging.getLogger(__name__)


class OfficeNetworkMiddleware:
    """The pages of the staff are open from inside of the clinic only."""

    prefix = "/patients/"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith(self.prefix) and not self.is_inside(request):
            return HttpResponseForbidden("from inside only", content_type="text/plain")
        return self.get_response(request)

    def is_inside(self, request):
        try:
            address = ipaddress.ip_address(request.META["REMOTE_ADDR"])
            with open(settings.OFFICE_NETWORKS_FILE, encoding="utf-8") as lines:
                return any(address in ipaddress.ip_network(line.strip()) for line in lines)
        except (OSError, ValueError):
            log.exception("the list of networks cannot be read")
            return False
