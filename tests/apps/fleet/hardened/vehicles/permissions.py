from rest_framework.permissions import BasePermission


class IsDispatcher(BasePermission):
    """Lets people of the dispatch office through."""

    def has_permission(self, request, view):
        driver = getattr(request.user, "driver", None)
        return driver is not None and driver.is_dispatcher
