from rest_framework import serializers, viewsets
from rest_framework.permissions import DjangoModelPermissions

from .models import Appointment


class AppointmentSerializer(serializers.ModelSerializer):
    class Meta:
        model = Appointment
        fields = ["id", "patient", "begins", "state"]
        read_only_fields = ["patient"]


class AppointmentViewSet(viewsets.ModelViewSet):
    queryset = Appointment.objects.select_related("patient")
    serializer_class = AppointmentSerializer
    permission_classes = [DjangoModelPermissions]

    def get_queryset(self):
        found = super().get_queryset()
        found = found.filter(patient__doctor=self.request.user)
        state = self.request.query_params.get("state")
        return found.filter(state=state) if state in Appointment.State.values else found
