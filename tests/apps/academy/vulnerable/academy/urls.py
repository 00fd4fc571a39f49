from django.urls import path

from courses.api import api

urlpatterns = [path("api/", api.urls)]
