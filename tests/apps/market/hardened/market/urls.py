from django.urls import path

from shops import api, views

urlpatterns = [
    path("", views.front, name="front"),
    path("search/", views.search, name="search"),
    path("orders/", views.orders, name="orders"),
    path("orders/<int:number>/", views.order, name="order"),
    path("buy/<int:number>/", views.buy, name="buy"),
    path("enter/", views.enter, name="enter"),
    path("forgotten/", views.forgotten, name="forgotten"),
    path("contact/", views.contact, name="contact"),
    path("api/shop/", api.ShopView.as_view()),
    path("api/shop/pictures/", api.PicturesView.as_view()),
    path("api/shop/hook/", api.HookView.as_view()),
    path("api/orders/<int:number>/refund/", api.RefundView.as_view()),
]
