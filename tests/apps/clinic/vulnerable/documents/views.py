import logging
import os
import re
import traceback

from django.conf import settings
from django.contrib.auth.decorators import login_required, permission_required
from django.db.models import Count
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from patients.models import Patient

from .forms import DocumentForm
from .models import Document

log = logging.getLogger(__name__)


@login_required
def upload(request):
    patient = get_object_or_404(Patient, user=request.user)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        document = form.save(commit=False)
        document.patient = patient
        document.save()
        return redirect("me")
    return render(request, "documents/new.html", {"form": form})


@login_required
@require_GET
def letter(request):
    """A form letter of the clinic, such as the one about data protection."""
    name = request.GET.get("name", "privacy.pdf")
    path = os.path.join(settings.LETTERS_ROOT, name)
    if not os.path.exists(path):
        raise Http404
    return FileResponse(open(path, "rb"), content_type="application/pdf")  # P09


@login_required
@require_GET
def find(request):
    wanted = request.GET.get("text", "")
    documents = Document.objects.filter(patient__user=request.user)
    pattern = re.compile(wanted, re.IGNORECASE)  # P13
    found = [document.title for document in documents if pattern.search(document.text)]
    return JsonResponse({"found": found})


@permission_required("documents.view_document")
@require_GET
def statistics(request):
    try:
        months = int(request.GET.get("months", "12"))
        rows = Document.objects.values("patient__doctor").annotate(number=Count("pk"))[:months]
        return JsonResponse({"rows": list(rows)})
    except Exception as error:
        log.exception("statistics failed")
        return JsonResponse({"error": str(error), "trace": traceback.format_exc()}, status=500)  # P14
