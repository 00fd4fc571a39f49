"""What the clinic keeps."""

from django.conf import settings
from django.db import models
from django.utils.html import format_html


class Patient(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    name = models.CharField(max_length=100)
    notes = models.TextField()

    def badge(self):
        return format_html("<span>{}</span>", self.name)


class Document(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    title = models.CharField(max_length=100)
    path = models.CharField(max_length=200)
