from rest_framework.permissions import BasePermission


class IsOfficer(BasePermission):
    """Officers of the foundation decide about applications."""

    def has_permission(self, request, view):
        return bool(request.user.is_authenticated and request.user.groups.filter(name="officers").exists())
