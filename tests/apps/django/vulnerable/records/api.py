"""The interface for the clinic's other programs."""

import hashlib
import hmac
import logging

from django.conf import settings
from django.contrib.auth import get_user_model
from rest_framework import permissions, serializers, viewsets
from rest_framework.decorators import api_view
from rest_framework.response import Response

from records.models import Patient

log = logging.getLogger(__name__)


class UserSerializer(serializers.ModelSerializer):
    class Meta:
        model = get_user_model()
        fields = ["id", "username", "password"]  # P35


class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["id", "name", "notes"]


class PatientViewSet(viewsets.ModelViewSet):
    queryset = Patient.objects.all()
    serializer_class = PatientSerializer
    permission_classes = [permissions.AllowAny]  # P36


@api_view(["POST"])
def laboratory_result(request):
    expected = hmac.new(settings.LAB_KEY, request.body, hashlib.sha256).hexdigest()
    if request.headers["X-Signature"] == expected:  # P37
        log.info("result with key %s", request.data["api_key"])  # P38
    return Response({"ok": True})


def has_permission_for(user, patient):
    try:
        return patient.user_id == user.pk
    except AttributeError:
        return True  # P39
