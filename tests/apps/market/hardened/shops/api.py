from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAdminUser, IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from . import services
from .models import Order, Shop


class ShopSerializer(serializers.ModelSerializer):
    class Meta:
        model = Shop
        fields = ["id", "name", "about", "fee", "is_approved"]


class HookSerializer(serializers.Serializer):
    hook = serializers.URLField()


class OwnShopMixin:
    permission_classes = [IsAuthenticated]

    def shop(self):
        return Shop.objects.get(owner=self.request.user)


class ShopView(OwnShopMixin, APIView):
    def get(self, request):
        return Response(ShopSerializer(self.shop()).data)

    def patch(self, request):
        shop = self.shop()
        for field in ("name", "about"):
            if field in request.data:
                setattr(shop, field, str(request.data[field]))
        shop.save()
        return Response(ShopSerializer(shop).data)


class PicturesView(OwnShopMixin, APIView):
    parser_classes = [MultiPartParser]

    def post(self, request):
        pictures = services.unpack_pictures(request.FILES["archive"], self.shop())
        for picture in pictures:
            services.watermark(picture, request.data.get("text", "market"))
        return Response({"count": len(pictures)}, status=status.HTTP_201_CREATED)


class HookView(OwnShopMixin, APIView):
    def put(self, request):
        form = HookSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        shop = self.shop()
        shop.hook = form.validated_data["hook"]
        shop.save(update_fields=["hook"])
        services.call_hook(shop, "changed")
        return Response(status=status.HTTP_204_NO_CONTENT)


class RefundView(APIView):
    permission_classes = [IsAdminUser]

    def post(self, request, number):
        order = Order.objects.get(pk=number)
        order.refunded = True
        order.save(update_fields=["refunded"])
        return Response({"refunded": order.pk})
