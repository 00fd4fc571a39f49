"""Pages for patients and staff."""

import json
import subprocess

import requests
from django.contrib.auth import authenticate, login, update_session_auth_hash
from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.password_validation import validate_password
from django.core.mail import send_mail
from django.db import connection
from django.http import FileResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django_ratelimit.decorators import ratelimit

from records.forms import NoteForm
from records.models import Document, Patient

PRINTERS = {"ward": "ward-1", "office": "office-2"}
LABORATORIES = {"north": "https://north.lab.example.org", "south": "https://south.lab.example.org"}


@ratelimit(key="ip", rate="5/m", block=True)
def sign_in(request):
    user = authenticate(request, username=request.POST["name"], password=request.POST["password"])
    if user is None:
        return render(request, "login.html", {"name": request.POST["name"]})
    login(request, user)
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=True):
        target = "/"
    return redirect(target)


@login_required
def patients(request):
    return render(request, "patients.html", {"patients": Patient.objects.filter(user=request.user)})


@login_required
def search(request):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, name FROM records_patient WHERE user_id = %s AND name LIKE %s",
            [request.user.pk, f"%{request.GET['q']}%"],
        )
        return JsonResponse({"found": cursor.fetchall()})


@login_required
def raw(request):
    rows = Patient.objects.raw("SELECT * FROM records_patient WHERE name = %s", [request.GET["name"]])
    return render(request, "patients.html", {"patients": rows})


@login_required
def by_name(request):
    rows = Patient.objects.filter(user=request.user, name=request.GET["name"])
    return render(request, "patients.html", {"patients": rows})


@login_required
def document(request, pk):
    found = get_object_or_404(Document, pk=pk, user=request.user)
    return render(request, "document.html", {"document": found})


@login_required
def download(request, pk):
    found = get_object_or_404(Document, pk=pk, user=request.user)
    return FileResponse(open(found.path, "rb"))


@login_required
def note(request, pk):
    patient = get_object_or_404(Patient, pk=pk, user=request.user)
    form = NoteForm(request.POST)
    if form.is_valid():
        patient.notes = form.cleaned_data["notes"]
        patient.save()
    return redirect("patients")


@login_required
def card(request):
    return render(request, "card.html", {"title": format_html("<b>{}</b>", request.GET["title"])})


@login_required
def print_page(request):
    printer = PRINTERS.get(request.POST["printer"])
    if printer is None:
        return HttpResponseBadRequest()
    subprocess.run(["/usr/bin/lpr", "-P", printer], check=True, timeout=30)
    return redirect("patients")


@login_required
def restore(request):
    return JsonResponse(json.loads(request.body))


@login_required
def laboratory(request):
    address = LABORATORIES.get(request.GET["laboratory"])
    if address is None:
        return HttpResponseBadRequest()
    return JsonResponse(requests.get(address, params={"user": request.user.pk}, timeout=10).json())


@login_required
def profile(request):
    user = request.user
    password = request.POST["password"]
    validate_password(password, user)
    user.first_name = request.POST["name"][:50]
    user.set_password(password)
    user.save()
    update_session_auth_hash(request, user)
    return render(request, "profile.html", {"name": user.first_name})


@login_required
def invite(request):
    body = render_to_string("invitation.html", {"text": request.POST["text"]})
    send_mail("Invitation", "", None, [request.user.email], html_message=body)
    return redirect("patients")


@permission_required("records.export", raise_exception=True)
def export(request):
    return JsonResponse({"patients": list(Patient.objects.values("id", "name"))})
