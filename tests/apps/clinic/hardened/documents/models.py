from django.db import models

from patients.models import Patient


class Document(models.Model):
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(max_length=120)
    file = models.FileField(upload_to="documents/%Y/%m/")
    text = models.TextField(blank=True)
