import secrets

from ninja.security import HttpBearer, django_auth
from django.conf import settings


class SyncToken(HttpBearer):
    """The office's program, which takes grades over every night."""

    def authenticate(self, request, token):
        if secrets.compare_digest(token, settings.SYNC_TOKEN):
            return "office"
        return None


class TeacherAuth:
    """Those who are signed in and teach."""

    def __call__(self, request):
        user = django_auth(request)
        return user if user and user.teaches else None
