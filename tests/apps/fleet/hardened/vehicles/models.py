from django.conf import settings
from django.db import models


class Depot(models.Model):
    name = models.CharField(max_length=80)
    callback_url = models.URLField(blank=True)


class Driver(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    depot = models.ForeignKey(Depot, on_delete=models.PROTECT)
    phone = models.CharField(max_length=30, blank=True)
    licence = models.CharField(max_length=30, blank=True)
    is_dispatcher = models.BooleanField(default=False)
    hourly_rate = models.DecimalField(max_digits=6, decimal_places=2, default=0)


class Vehicle(models.Model):
    plate = models.CharField(max_length=12, unique=True)
    depot = models.ForeignKey(Depot, on_delete=models.PROTECT, related_name="vehicles")
    mileage = models.PositiveIntegerField(default=0)
    tracker = models.CharField(max_length=40, blank=True)


class Trip(models.Model):
    vehicle = models.ForeignKey(Vehicle, on_delete=models.CASCADE)
    driver = models.ForeignKey(Driver, on_delete=models.CASCADE, related_name="trips")
    started = models.DateTimeField()
    note = models.TextField(blank=True)
