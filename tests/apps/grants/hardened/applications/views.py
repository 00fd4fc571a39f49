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
    if not attachment.file.storage.exists(attachment.file.name):
        raise Http404
    return FileResponse(attachment.file.open("rb"), as_attachment=True, filename=os.path.basename(name))


@require_POST
def join(request):
    form = InviteSerializer(data=request.POST)
    if not form.is_valid():
        return JsonResponse(form.errors, status=400)
    try:
        invited = signing.loads(request.POST.get("token", ""), salt="invite", max_age=settings.INVITE_MAX_AGE)
    except signing.BadSignature:
        return JsonResponse({"token": "This invitation is not valid."}, status=403)
    if invited["email"] != form.validated_data["email"]:
        return JsonResponse({"token": "This invitation is not valid."}, status=403)
    invite_accept(data=form.validated_data)
    onward = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}, require_https=True):
        onward = "/"
    return redirect(onward)


@csrf_exempt
@require_POST
def bank_webhook(request):
    expected = hmac.new(settings.BANK_WEBHOOK_SECRET.encode(), request.body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(request.headers.get("X-Bank-Signature", ""), expected):
        return HttpResponse(status=403)
    event = json.loads(request.body)
    return JsonResponse({"settled": payment_settle(reference=str(event["reference"]))})
