"""Pages for patients and staff."""

import os
import pickle
import subprocess

import requests
from django.contrib.auth import authenticate, login
from django.contrib.auth.decorators import login_required
from django.core.mail import send_mail
from django.db import connection
from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.csrf import csrf_exempt

from records.forms import NoteForm
from records.models import Document, Patient


def sign_in(request):  # P16
    user = authenticate(request, username=request.POST["name"], password=request.POST["password"])
    if user is None:
        return HttpResponse("Unknown: " + request.POST["name"])  # P17
    login(request, user)
    return redirect(request.GET.get("next", "/"))  # P18


@login_required
def patients(request):
    return render(request, "patients.html", {"patients": Patient.objects.filter(user=request.user)})


@login_required
def search(request):
    words = request.GET["q"]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, name FROM records_patient WHERE name LIKE '%{words}%'")  # P19
        return JsonResponse({"found": cursor.fetchall()})


@login_required
def raw(request):
    rows = Patient.objects.raw("SELECT * FROM records_patient WHERE name = '%s'" % request.GET["name"])  # P20
    return render(request, "patients.html", {"patients": rows})


@login_required
def extra(request):
    rows = Patient.objects.extra(where=["name = '" + request.GET["name"] + "'"])  # P21
    return render(request, "patients.html", {"patients": rows})


@login_required
def document(request, pk):
    found = get_object_or_404(Document, pk=pk)  # P22
    return render(request, "document.html", {"document": found})


@login_required
def download(request):
    return FileResponse(open(os.path.join("/srv/clinic", request.GET["name"]), "rb"))  # P23


@csrf_exempt
@login_required
def note(request, pk):  # P24
    patient = get_object_or_404(Patient, pk=pk, user=request.user)
    form = NoteForm(request.POST)
    if form.is_valid():
        patient.notes = request.POST["notes"]  # P25
        patient.save()
    return redirect("patients")


@login_required
def card(request):
    return render(request, "card.html", {"title": mark_safe("<b>" + request.GET["title"] + "</b>")})  # P26


@login_required
def print_page(request):
    subprocess.run("lpr -P " + request.POST["printer"], shell=True, check=True)  # P27
    return redirect("patients")


@login_required
def restore(request):
    return JsonResponse(pickle.loads(request.body))  # P28


@login_required
def laboratory(request):
    return HttpResponse(requests.get(request.GET["address"], timeout=10).content)  # P29


@login_required
def profile(request):
    user = request.user
    user.first_name = request.POST["name"]
    user.is_staff = request.POST.get("staff") == "on"  # P30
    user.set_password(request.POST.get("password", ""))  # P31
    user.save()
    return render(request, "profile.html", locals())  # P32


@login_required
def invite(request):
    body = f"<p>{request.POST['text']}</p>"
    send_mail("Invitation", "", None, [request.POST["to"]], html_message=body)  # P33
    return redirect("patients")


def export(request):
    if request.COOKIES.get("role") == "doctor":  # P34
        return JsonResponse({"patients": list(Patient.objects.values())})
    return HttpResponse(status=403)
