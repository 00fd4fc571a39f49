"""The interface for the clinic's other programs."""

import hashlib
import hmac
import logging

from django.conf import settings
from django.contrib.auth import get_user_model
from rest_framework import permissions, serializers, viewsets
from rest_framework.decorators import api_view, permission_classes
from rest_framework.response import Response

from records.models import Patient

log = logging.getLogger(__name__)


class UserSerializer(serializers.ModelSerializer):
    class Meta:
        model = get_user_model()
        fields = ["id", "username", "password"]
        extra_kwargs = {"password": {"write_only": True}}


class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["id", "name", "notes"]


class PatientViewSet(viewsets.ModelViewSet):
    serializer_class = PatientSerializer
    permission_classes = [permissions.IsAuthenticated]

    def get_queryset(self):
        return Patient.objects.filter(user=self.request.user)

    def perform_create(self, serializer):
        serializer.save(user=self.request.user)


@api_view(["POST"])
@permission_classes([permissions.IsAuthenticated])
def laboratory_result(request):
    expected = hmac.new(settings.LAB_KEY, request.body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(request.headers.get("X-Signature", ""), expected):
        return Response(status=403)
    log.info("result of laboratory %d", int(request.data["laboratory"]))
    return Response({"ok": True})


def has_permission_for(user, patient):
    try:
        return patient.user_id == user.pk
    except AttributeError:
        return False
