"""Addresses."""

from django.urls import path

from records import views

urlpatterns = [
    path("login", views.sign_in),
    path("", views.patients, name="patients"),
    path("search", views.search),
    path("document/<int:pk>", views.document),
    path("note/<int:pk>", views.note),
    path("profile", views.profile),
]
