from django.conf import settings
from django.db import models


class Room(models.Model):
    host = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    title = models.CharField(max_length=120)
    description = models.TextField()
    price = models.DecimalField(max_digits=8, decimal_places=2)
    calendar_url = models.URLField(blank=True)

    def __str__(self):
        return self.title


class Guest(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    phone = models.CharField(max_length=40, blank=True)
    credit = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    is_verified = models.BooleanField(default=False)


class Booking(models.Model):
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE)
    room = models.ForeignKey(Room, on_delete=models.PROTECT)
    title = models.CharField(max_length=200)
    wishes = models.TextField(blank=True)
    arrives = models.DateField()
    leaves = models.DateField()
    cancelled = models.BooleanField(default=False)


class Payout(models.Model):
    host = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    released = models.BooleanField(default=False)


class Voucher(models.Model):
    code = models.CharField(max_length=16, unique=True)
    amount = models.DecimalField(max_digits=8, decimal_places=2)
