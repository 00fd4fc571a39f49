from django.contrib import admin
from django.utils.html import format_html

from .models import Booking, Payout, Room


@admin.register(Booking)
class BookingAdmin(admin.ModelAdmin):
    list_display = ["summary", "room", "arrives", "leaves"]
    list_select_related = ["room"]

    @admin.display(description="booking")
    def summary(self, booking):
        return format_html("<strong>{}</strong><br>{}", booking.title, booking.wishes)


@admin.register(Room)
class RoomAdmin(admin.ModelAdmin):
    list_display = ["title", "host", "price"]
    search_fields = ["title"]


@admin.register(Payout)
class PayoutAdmin(admin.ModelAdmin):
    list_display = ["host", "amount", "released"]
    readonly_fields = ["amount"]
