import json
import logging
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404
from rest_framework import status, viewsets
from rest_framework.decorators import action, api_view, authentication_classes, permission_classes
from rest_framework.generics import RetrieveUpdateAPIView
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from . import telematics
from .models import Depot, Trip, Vehicle
from .permissions import IsDispatcher
from .serializers import DriverSerializer, ImportSerializer, TripSerializer, VehicleSerializer

log = logging.getLogger(__name__)


class VehicleViewSet(viewsets.ModelViewSet):
    serializer_class = VehicleSerializer
    permission_classes = [IsAuthenticated, IsDispatcher]

    def get_queryset(self):
        return Vehicle.objects.filter(depot=self.request.user.driver.depot)

    @action(detail=False)
    def mileage(self, request):
        depot = request.user.driver.depot_id
        rows = telematics.mileage_by(depot, request.query_params.get("order", "plate"))
        return Response([{"plate": plate, "mileage": mileage} for plate, mileage in rows])

    @action(detail=True)
    def reachable(self, request, pk=None):
        vehicle = self.get_object()
        return Response({"reachable": telematics.reachable(vehicle.tracker)})

    @action(detail=True)
    def position(self, request, pk=None):
        return Response(telematics.position(self.get_object().tracker))


class TripViewSet(viewsets.ModelViewSet):
    serializer_class = TripSerializer
    permission_classes = [IsAuthenticated]

    def get_queryset(self):
        return Trip.objects.filter(driver=self.request.user.driver)

    def perform_create(self, serializer):
        serializer.save(driver=self.request.user.driver)


class MeView(RetrieveUpdateAPIView):
    serializer_class = DriverSerializer

    def get_object(self):
        return self.request.user.driver


class DocumentView(APIView):
    permission_classes = [IsDispatcher]

    def get(self, request, name):
        folder = request.query_params.get("folder", "contracts")
        root = Path(settings.DOCUMENT_ROOT).resolve()
        path = root.joinpath(folder, name).resolve()
        if root not in path.parents or not path.is_file():
            raise Http404
        return FileResponse(path.open("rb"))


class ImportView(APIView):
    permission_classes = [IsDispatcher]

    def post(self, request):
        serializer = ImportSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        depot = Depot.objects.get(pk=serializer.validated_data["depot"])
        try:
            text = telematics.download(serializer.validated_data["source"])
            count = 0
            for plate, mileage in telematics.parse_vehicles(text):
                Vehicle.objects.update_or_create(plate=plate, defaults={"mileage": mileage, "depot": depot})
                count += 1
        except Exception as error:
            log.exception("import failed")
            return Response({"error": "this source cannot be imported"}, status=status.HTTP_400_BAD_REQUEST)
        return Response({"imported": count}, status=status.HTTP_201_CREATED)


@api_view(["POST"])
@authentication_classes([])
@permission_classes([AllowAny])
def telematics_hook(request):
    """The service tells new mileages; it signs what it sends."""
    signature = request.headers.get("X-Signature", "")
    if not telematics.is_genuine(request.body, signature):
        return Response(status=status.HTTP_403_FORBIDDEN)
    event = json.loads(request.body)
    Vehicle.objects.filter(tracker=str(event["tracker"])).update(mileage=int(event["mileage"]))
    return Response(status=status.HTTP_204_NO_CONTENT)
