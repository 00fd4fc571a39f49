from django import forms

from .models import Booking


class SignInForm(forms.Form):
    email = forms.EmailField()
    password = forms.CharField(widget=forms.PasswordInput)


class BookingForm(forms.ModelForm):
    class Meta:
        model = Booking
        fields = ["title", "wishes", "arrives", "leaves"]


class PriceFileForm(forms.Form):
    document = forms.FileField()
