from django.contrib.auth import authenticate, get_user_model, login
from django.contrib.auth.decorators import login_required
from django.core.mail import send_mail
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from . import services
from .models import Article, Order, Shop


@require_GET
def front(request):
    shop = Shop.objects.filter(is_approved=True).order_by("?").first()
    about = format_html("<h2>{}</h2><p>{}</p>", shop.name, shop.about) if shop else ""
    return render(request, "shops/front.html", {"about": about})


@require_GET
def search(request):
    rows = services.find_articles(request.GET.get("q", ""))
    return render(request, "shops/found.html", {"rows": rows})


@login_required
def orders(request):
    return render(request, "shops/orders.html", {"orders": Order.objects.of(request.user)})


@login_required
def order(request, number):
    found = get_object_or_404(Order.objects.of(request.user), pk=number)
    return render(request, "shops/order.html", {"order": found})


@login_required
@require_POST
def buy(request, number):
    article = get_object_or_404(Article, pk=number, shop__is_approved=True)
    Order.objects.create(buyer=request.user, article=article)
    services.call_hook(article.shop, "sold")
    return redirect("orders")


@require_POST
def enter(request):
    user = authenticate(request, username=request.POST.get("name"), password=request.POST.get("password"))
    if user is None:
        return HttpResponse("Unknown name or wrong password.", status=403, content_type="text/plain")
    login(request, user)
    target = request.POST.get("next") or request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=True):
        target = "/"
    return redirect(target)


@require_POST
def forgotten(request):
    user = get_user_model().objects.filter(email=request.POST.get("email", "")).first()
    if user is not None:
        link = f"https://market.example.org/reset/{user.pk}/{services.reset_code(user)}/"
        send_mail("A new password", f"Follow this link: {link}", None, [user.email])
    return redirect("front")


@require_POST
def contact(request):
    shop = get_object_or_404(Shop, pk=request.POST.get("shop"))
    services.write_to_shop(shop, "office@market.example.org", request.POST["subject"], request.POST["text"])
    return redirect("front")
