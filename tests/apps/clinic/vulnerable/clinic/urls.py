from django.urls import include, path
from rest_framework.routers import DefaultRouter

from documents import views as documents
from patients import views
from patients.api import AppointmentViewSet

router = DefaultRouter()
router.register("appointments", AppointmentViewSet, basename="appointment")

urlpatterns = [
    path("api/", include(router.urls)),
    path("patients/", views.PatientList.as_view(), name="patients"),
    path("patients/<int:pk>/", views.PatientDetail.as_view(), name="patient"),
    path("me/", views.MyRecord.as_view(), name="me"),
    path("appointments/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("messages/new/", views.NewMessage.as_view(), name="new-message"),
    path("invite/<int:pk>/", views.invite, name="invite"),
    path("documents/new/", documents.upload, name="upload"),
    path("documents/letter/", documents.letter, name="letter"),
    path("documents/find/", documents.find, name="find"),
    path("documents/statistics/", documents.statistics, name="statistics"),
]
