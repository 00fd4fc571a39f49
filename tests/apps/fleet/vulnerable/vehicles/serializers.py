from rest_framework import serializers

from .models import Driver, Trip, Vehicle


class VehicleSerializer(serializers.ModelSerializer):
    class Meta:
        model = Vehicle
        fields = ["id", "plate", "depot", "mileage", "tracker"]
        read_only_fields = ["mileage"]


class TripSerializer(serializers.ModelSerializer):
    class Meta:
        model = Trip
        fields = ["id", "vehicle", "started", "note"]


class DriverSerializer(serializers.ModelSerializer):
    class Meta:
        model = Driver
        fields = "__all__"  # P03


class ImportSerializer(serializers.Serializer):
    source = serializers.URLField()
    depot = serializers.IntegerField(min_value=1)
