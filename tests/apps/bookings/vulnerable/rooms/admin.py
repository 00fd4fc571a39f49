from django.contrib import admin
from django.utils.safestring import mark_safe

from .models import Booking, Payout, Room


@admin.register(Booking)
class BookingAdmin(admin.ModelAdmin):
    list_display = ["summary", "room", "arrives", "leaves"]
    list_select_related = ["room"]

    @admin.display(description="booking")
    def summary(self, booking):
        return mark_safe(f"<strong>{booking.title}</strong><br>{booking.wishes}")  # P05


@admin.register(Room)
class RoomAdmin(admin.ModelAdmin):
    list_display = ["title", "host", "price"]
    search_fields = ["title"]


@admin.register(Payout)
class PayoutAdmin(admin.ModelAdmin):
    list_display = ["host", "amount", "released"]
    readonly_fields = ["amount"]
