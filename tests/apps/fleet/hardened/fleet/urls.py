from django.urls import include, path
from rest_framework.routers import DefaultRouter
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView

from vehicles import views

router = DefaultRouter()
router.register("vehicles", views.VehicleViewSet, basename="vehicle")
router.register("trips", views.TripViewSet, basename="trip")

urlpatterns = [
    path("api/", include(router.urls)),
    path("api/token/", TokenObtainPairView.as_view()),
    path("api/token/refresh/", TokenRefreshView.as_view()),
    path("api/documents/<str:name>", views.DocumentView.as_view()),
    path("api/drivers/me/", views.MeView.as_view()),
    path("api/import/", views.ImportView.as_view()),
    path("api/hooks/telematics/", views.telematics_hook),
]
