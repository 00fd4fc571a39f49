from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny, IsAdminUser
from rest_framework.response import Response

from . import tasks
from .models import Guest, Payout, Room
from .storage import keep_upload


class RoomSerializer(serializers.ModelSerializer):
    class Meta:
        model = Room
        fields = ["id", "title", "description", "price", "calendar_url"]


class CalendarSerializer(serializers.Serializer):
    calendar_url = serializers.URLField()


class GuestSerializer(serializers.ModelSerializer):
    class Meta:
        model = Guest
        fields = "__all__"  # P07


class PayoutSerializer(serializers.ModelSerializer):
    class Meta:
        model = Payout
        fields = ["id", "amount", "released"]
        read_only_fields = ["released"]


class RoomViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Room.objects.order_by("id")
    serializer_class = RoomSerializer

    def own(self):
        return self.get_queryset().filter(host=self.request.user)

    @action(detail=True, methods=["post"])
    def calendar(self, request, pk=None):
        room = self.own().get(pk=pk)
        form = CalendarSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        tasks.import_calendar.delay(room.pk, form.validated_data["calendar_url"])
        return Response(status=status.HTTP_202_ACCEPTED)

    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser])
    def photos(self, request, pk=None):
        room = self.own().get(pk=pk)
        stored = keep_upload(request.FILES["archive"])
        tasks.unpack_photos.apply_async(args=[room.pk, stored])
        return Response(status=status.HTTP_202_ACCEPTED)


class GuestViewSet(mixins.RetrieveModelMixin, mixins.UpdateModelMixin, viewsets.GenericViewSet):
    serializer_class = GuestSerializer

    def get_queryset(self):
        return Guest.objects.filter(user=self.request.user)


class PayoutViewSet(viewsets.ModelViewSet):
    queryset = Payout.objects.order_by("id")
    serializer_class = PayoutSerializer
    permission_classes = [IsAdminUser]

    @action(detail=True, methods=["post"], permission_classes=[AllowAny])
    def release(self, request, pk=None):  # P08
        payout = self.get_object()
        payout.released = True
        payout.save(update_fields=["released"])
        return Response(PayoutSerializer(payout).data)
