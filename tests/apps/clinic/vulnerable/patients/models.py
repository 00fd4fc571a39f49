from django.conf import settings
from django.db import models


class PatientQuerySet(models.QuerySet):
    def treated_by(self, user):
        return self.filter(doctor=user)

    def named(self, name):
        return self.extra(where=[f"upper(last_name) LIKE upper('{name}%%')"])  # P02


class Patient(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="patient")
    doctor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="patients")
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField()
    insurance_number = models.CharField(max_length=20)
    notes = models.TextField(blank=True)

    objects = PatientQuerySet.as_manager()


class Appointment(models.Model):
    class State(models.TextChoices):
        OPEN = "open"
        DONE = "done"
        CANCELLED = "cancelled"

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="appointments")
    begins = models.DateTimeField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.OPEN)


class Message(models.Model):
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="messages")
    written = models.DateTimeField(auto_now_add=True)
    text = models.TextField()


class Result(models.Model):
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="results")
    name = models.CharField(max_length=80)
    value = models.DecimalField(max_digits=10, decimal_places=3)
