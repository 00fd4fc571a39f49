from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin
from django.core import signing
from django.core.mail import send_mail
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.generic import CreateView, DetailView, ListView, UpdateView

from .forms import MessageForm, NameForm, RecordForm
from .models import Appointment, Message, Patient


class PatientList(PermissionRequiredMixin, ListView):
    permission_required = "patients.view_patient"
    paginate_by = 50

    def get_queryset(self):
        patients = Patient.objects.treated_by(self.request.user)
        form = NameForm(self.request.GET)
        if form.is_valid() and form.cleaned_data["name"]:
            patients = patients.named(form.cleaned_data["name"])
        return patients


class PatientDetail(LoginRequiredMixin, DetailView):
    def get_queryset(self):
        return Patient.objects.treated_by(self.request.user)


class MyRecord(LoginRequiredMixin, UpdateView):
    form_class = RecordForm
    success_url = reverse_lazy("me")

    def get_object(self, queryset=None):
        return get_object_or_404(Patient, user=self.request.user)


class BackMixin:
    """The page that the form was opened from."""

    def get_success_url(self):
        back = self.request.POST.get("back") or reverse("me")
        if not url_has_allowed_host_and_scheme(back, {self.request.get_host()}, require_https=True):
            back = reverse("me")
        return back


class NewMessage(BackMixin, LoginRequiredMixin, CreateView):
    model = Message
    form_class = MessageForm

    def form_valid(self, form):
        form.instance.patient = get_object_or_404(Patient, user=self.request.user)
        form.save()
        messages.success(self.request, "Sent.")
        return redirect(self.get_success_url())


@login_required
@require_POST
def cancel(request, pk):
    appointment = get_object_or_404(Appointment, pk=pk, patient__user=request.user)
    appointment.state = Appointment.State.CANCELLED
    appointment.save(update_fields=["state"])
    return redirect("me")


def invitation(patient):
    return signing.dumps(patient.pk, salt="invitation")


@permission_required("patients.add_patient")
@require_POST
def invite(request, pk):
    patient = get_object_or_404(Patient, pk=pk, doctor=request.user)
    link = f"https://portal.clinic.example/join/{patient.pk}/{invitation(patient)}/"
    send_mail("Your access", f"Choose a password here: {link}", None, [patient.email])
    return redirect("patient", pk=pk)
