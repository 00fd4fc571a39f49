from django.urls import include, path
from rest_framework.routers import DefaultRouter

from . import api, views

router = DefaultRouter()
router.register("applications", api.ApplicationViewSet, basename="application")
router.register("reviews", api.ReviewViewSet, basename="review")

urlpatterns = [
    path("api/", include(router.urls)),
    path("applications/<int:pk>/", views.summary, name="summary"),
    path("applications/<int:pk>/letter/", views.letter, name="letter"),
    path("attachments/<int:pk>/", views.download, name="download"),
    path("join/", views.join, name="join"),
    path("hooks/bank/", views.bank_webhook, name="bank-webhook"),
]
