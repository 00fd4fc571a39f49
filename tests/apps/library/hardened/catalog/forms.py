from django import forms

from .models import Reader, Review


class SearchForm(forms.Form):
    ORDERINGS = [("title", "Title"), ("author", "Author"), ("-id", "Newest")]

    q = forms.CharField(max_length=100, required=False)
    order = forms.ChoiceField(choices=ORDERINGS, required=False)


class ReaderForm(forms.ModelForm):
    class Meta:
        model = Reader
        fields = ["street", "town"]


class ReviewForm(forms.ModelForm):
    class Meta:
        model = Review
        fields = ["text"]


class CoverForm(forms.Form):
    image = forms.ImageField()


class InviteForm(forms.Form):
    email = forms.EmailField()


class LabelForm(forms.Form):
    text = forms.CharField(max_length=40)
    copies = forms.IntegerField(min_value=1, max_value=50)
