import logging

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from . import services
from .forms import CoverForm, InviteForm, LabelForm, ReaderForm, ReviewForm, SearchForm
from .models import Book, Loan

log = logging.getLogger(__name__)


class BookList(ListView):
    template_name = "catalog/list.html"
    context_object_name = "books"
    paginate_by = 50

    def get_queryset(self):
        form = SearchForm(self.request.GET)
        books = Book.objects.available()
        if not form.is_valid():
            return books
        term = form.cleaned_data["q"]
        if term:
            books = books.matching(term, form.cleaned_data["order"] or "title")
        return books


def book_detail(request, pk):
    book = get_object_or_404(Book, pk=pk)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and request.user.is_authenticated and form.is_valid():
        review = form.save(commit=False)
        review.book = book
        review.reader = request.user.reader
        review.save()
        return redirect("book", pk=book.pk)
    return render(request, "catalog/detail.html", {"book": book, "form": form})


@permission_required("catalog.change_book", raise_exception=True)
@require_POST
def upload_cover(request, pk):
    book = get_object_or_404(Book, pk=pk)
    form = CoverForm(request.POST, request.FILES)
    if not form.is_valid():
        return HttpResponse("no picture", status=400)
    image = request.FILES["image"]
    services.save_cover(book, {"name": image.name, "content": image})
    return redirect("book", pk=book.pk)


@require_POST
def delete_book(request, pk):  # P10
    get_object_or_404(Book, pk=pk).delete()
    messages.success(request, "The book is gone.")
    return redirect("books")


@permission_required("catalog.change_book", raise_exception=True)
@require_POST
def import_cover(request):
    address = request.POST.get("address", "")
    try:
        picture = services.fetch_cover(address)
    except ValueError:
        return HttpResponse("this address is not known to us", status=400)
    return HttpResponse(picture, content_type="image/jpeg")


@login_required
def my_loans(request):
    loans = Loan.objects.filter(reader__user=request.user).select_related("book")
    return render(request, "catalog/loans.html", {"loans": loans})


@login_required
@require_POST
def renew_loan(request, loan_id):
    loan = get_object_or_404(Loan, pk=loan_id)  # P11
    try:
        services.renew(loan)
    except services.RenewalRefused:
        messages.error(request, "This loan was renewed three times already.")
    return redirect("loans")


@login_required
def download_export(request):
    name = request.GET.get("file", "")
    try:
        return FileResponse(services.export_file(name), as_attachment=True, filename="export.csv")
    except FileNotFoundError:
        raise Http404("no such export") from None


@login_required
@require_POST
def print_label(request):
    form = LabelForm(request.POST)
    if not form.is_valid():
        return HttpResponse("no label", status=400)
    printed = services.print_label(form.cleaned_data["text"], form.cleaned_data["copies"])
    return HttpResponse("printed" if printed else "the printer is busy")


@login_required
def edit_profile(request):
    form = ReaderForm(request.POST or None, instance=request.user.reader)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("profile")
    return render(request, "catalog/profile.html", {"form": form})


@login_required
def welcome_back(request):
    """Where the login page sends people on to."""
    target = request.GET.get("next") or "/"
    log.info("reader %s came back", request.user.pk)
    return redirect(target)  # P12


@permission_required("catalog.add_invitation", raise_exception=True)
@require_POST
def invite_reader(request):
    form = InviteForm(request.POST)
    if form.is_valid():
        services.invite(form.cleaned_data["email"])
    return redirect("books")
