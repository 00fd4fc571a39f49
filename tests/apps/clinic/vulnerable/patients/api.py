from rest_framework import serializers, viewsets
from rest_framework.permissions import AllowAny

from .models import Appointment


class AppointmentSerializer(serializers.ModelSerializer):
    class Meta:
        model = Appointment
        fields = ["id", "patient", "begins", "state"]
        read_only_fields = ["patient"]


class AppointmentViewSet(viewsets.ModelViewSet):
    queryset = Appointment.objects.select_related("patient")
    serializer_class = AppointmentSerializer
    permission_classes = [AllowAny]  # P05

    def get_queryset(self):
        found = super().get_queryset()
        state = self.request.query_params.get("state")
        return found.filter(state=state) if state in Appointment.State.values else found
