import hashlib
import hmac
import json
import os

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from .selectors import application_detail, attachment_detail
from .serializers import InviteSerializer
from .services import invite_accept, invite_token, letter_render, payment_settle


@require_GET
@login_required
def summary(request, pk):
    return render(request, "applications/summary.html", {"application": application_detail(user=request.user, pk=pk)})


@require_GET
@login_required
def letter(request, pk):
    text = letter_render(application=application_detail(user=request.user, pk=pk))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_GET
@login_required
def download(request, pk):
    attachment = attachment_detail(user=request.user, pk=pk)
    name = request.GET.get("as", attachment.name)
    path = os.path.join(settings.MEDIA_ROOT, "attachments", name)
    if not os.path.exists(path):
        raise Http404
    return FileResponse(open(path, "rb"), as_attachment=True)  # P14


@require_POST
def join(request):
    form = InviteSerializer(data=request.POST)
    if not form.is_valid():
        return JsonResponse(form.errors, status=400)
    if not hmac.compare_digest(request.POST.get("token", ""), invite_token(form.validated_data["email"])):
        return JsonResponse({"token": "This invitation is not valid."}, status=403)
    invite_accept(data=form.validated_data)
    onward = request.POST.get("next", "/")
    return redirect(onward)  # P15


@csrf_exempt
@require_POST
def bank_webhook(request):
    expected = hmac.new(settings.BANK_WEBHOOK_SECRET.encode(), request.body, hashlib.sha256).hexdigest()
    if request.headers.get("X-Bank-Signature", "") != expected:  # P16
        return HttpResponse(status=403)
    event = json.loads(request.body)
    return JsonResponse({"settled": payment_settle(reference=str(event["reference"]))})
