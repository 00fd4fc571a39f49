from django.contrib.auth import views as auth_views
from django.urls import path

from catalog import views

urlpatterns = [
    path("", views.BookList.as_view(), name="books"),
    path("books/<int:pk>/", views.book_detail, name="book"),
    path("books/<int:pk>/cover/", views.upload_cover, name="cover"),
    path("books/<int:pk>/delete/", views.delete_book, name="delete-book"),
    path("books/import-cover/", views.import_cover, name="import-cover"),
    path("loans/", views.my_loans, name="loans"),
    path("loans/<int:loan_id>/renew/", views.renew_loan, name="renew"),
    path("exports/", views.download_export, name="export"),
    path("labels/", views.print_label, name="label"),
    path("profile/", views.edit_profile, name="profile"),
    path("welcome/", views.welcome_back, name="welcome"),
    path("invite/", views.invite_reader, name="invite"),
    path("accounts/logout/", auth_views.LogoutView.as_view(), name="logout"),
]
