from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from .models import Application, Review
from .permissions import IsOfficer
from .selectors import ApplicationFilter, application_list
from .serializers import ApplicationSerializer, DecisionSerializer, ReviewSerializer
from .services import application_decide, bundle_unpack


class ApplicationViewSet(viewsets.ModelViewSet):
    serializer_class = ApplicationSerializer
    permission_classes = [IsAuthenticated]

    def get_queryset(self):
        return Application.objects.of(self.request.user)

    def list(self, request):
        found = application_list(user=request.user, filters=ApplicationFilter.from_query(request.query_params))
        return Response(self.get_serializer(found, many=True).data)

    @action(detail=True, methods=["post"])
    def bundle(self, request, pk=None):
        return Response({"files": bundle_unpack(application=self.get_object(), upload=request.FILES["bundle"])})

    @action(detail=False, methods=["get"], permission_classes=[IsOfficer])
    def open(self, request):
        waiting = Application.objects.filter(status=Application.Status.SUBMITTED)
        return Response(self.get_serializer(waiting, many=True).data)

    @action(detail=True, methods=["post"], permission_classes=[IsOfficer])
    def decide(self, request, pk=None):
        form = DecisionSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        application = Application.objects.get(pk=pk)
        application_decide(application=application, awarded=form.validated_data["awarded"])
        return Response(self.get_serializer(application).data)


class ReviewViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = ReviewSerializer
    permission_classes = [IsAuthenticated]

    def get_queryset(self):
        return Review.objects.filter(application__organisation__owner=self.request.user)
