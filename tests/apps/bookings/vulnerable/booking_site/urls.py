from django.contrib import admin
from django.urls import include, path
from rest_framework.routers import DefaultRouter

from rooms import api, views

router = DefaultRouter()
router.register("rooms", api.RoomViewSet)
router.register("guests", api.GuestViewSet, basename="guest")
router.register("payouts", api.PayoutViewSet)

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/", include(router.urls)),
    path("rooms/", views.RoomListView.as_view(), name="rooms"),
    path("rooms/<int:pk>/", views.RoomDetailView.as_view(), name="room"),
    path("bookings/", views.BookingListView.as_view(), name="bookings"),
    path("bookings/<int:pk>/edit/", views.BookingUpdateView.as_view(), name="booking-edit"),
    path("bookings/<int:pk>/cancel/", views.BookingCancelView.as_view(), name="booking-cancel"),
    path("sign-in/", views.SignInView.as_view(), name="sign-in"),
    path("prices/import/", views.PriceImportView.as_view(), name="price-import"),
]
