import logging

from django.contrib.auth import authenticate, login
from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import DetailView, FormView, ListView, UpdateView

from .forms import BookingForm, PriceFileForm, SignInForm
from .models import Booking, Room
from .pricing import read_prices

logger = logging.getLogger(__name__)


class OwnBookingsMixin(LoginRequiredMixin):
    """Narrows every query down to the bookings of the guest who asks."""

    model = Booking

    def get_queryset(self):
        return super().get_queryset().filter(guest__user=self.request.user)


class RoomListView(ListView):
    model = Room
    paginate_by = 30
    template_name = "rooms/list.html"

    def get_queryset(self):
        rooms = super().get_queryset().select_related("host")
        sort = self.request.GET.get("sort", "price")
        return rooms.extra(select={"rank": f"COALESCE({sort}, 0)"}).order_by("rank")  # P03


class RoomDetailView(DetailView):
    model = Room
    template_name = "rooms/detail.html"


class BookingListView(OwnBookingsMixin, ListView):
    template_name = "rooms/bookings.html"


class BookingUpdateView(LoginRequiredMixin, UpdateView):  # P04
    model = Booking
    form_class = BookingForm
    template_name = "rooms/booking_form.html"
    success_url = reverse_lazy("bookings")


@method_decorator(csrf_exempt, name="dispatch")  # P12
class BookingCancelView(LoginRequiredMixin, View):
    def post(self, request, pk):
        booking = Booking.objects.get(pk=pk, guest__user=request.user)
        booking.cancelled = True
        booking.save(update_fields=["cancelled"])
        return redirect("bookings")


class SignInView(FormView):
    form_class = SignInForm
    template_name = "rooms/sign_in.html"

    def form_valid(self, form):
        email = form.cleaned_data["email"]
        password = form.cleaned_data["password"]
        user = authenticate(self.request, username=email, password=password)
        if user is None:
            logger.warning("sign-in of %s failed with %s", email, password)  # P15
            form.add_error(None, "Unknown address or wrong password.")
            return self.form_invalid(form)
        login(self.request, user)
        return super().form_valid(form)

    def get_success_url(self):
        target = self.request.GET.get("next") or reverse("rooms")
        return target  # P06


class PriceImportView(PermissionRequiredMixin, FormView):
    permission_required = "rooms.change_room"
    form_class = PriceFileForm
    template_name = "rooms/import.html"

    def form_valid(self, form):
        prices = read_prices(form.cleaned_data["document"])
        for number, price in prices:
            Room.objects.filter(pk=number, host=self.request.user).update(price=price)
        return render(self.request, "rooms/imported.html", {"count": len(prices)})
