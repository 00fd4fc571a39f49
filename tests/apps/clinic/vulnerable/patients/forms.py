from django import forms

from .models import Message, Patient


class RecordForm(forms.ModelForm):
    class Meta:
        model = Patient
        fields = "__all__"  # P04


class MessageForm(forms.ModelForm):
    class Meta:
        model = Message
        fields = ["text"]


class NameForm(forms.Form):
    name = forms.CharField(max_length=80, required=False)
