from django import forms
from django.core.exceptions import ValidationError

from .models import Document

LARGEST = 10 * 1024 * 1024


class DocumentForm(forms.ModelForm):
    class Meta:
        model = Document
        fields = ["title", "file"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError("too large")
        if not file.name.lower().endswith(".pdf"):
            raise ValidationError("PDF only")
        return file
