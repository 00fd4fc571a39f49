"""Forms."""

from django import forms


class NoteForm(forms.Form):
    notes = forms.CharField(max_length=2000, strip=True)
