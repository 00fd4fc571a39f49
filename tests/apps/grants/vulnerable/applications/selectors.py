from dataclasses import dataclass

from django.db import models
from django.shortcuts import get_object_or_404

from .models import Application, Attachment


class Ordering(models.TextChoices):
    NEWEST = "-created"
    TITLE = "title"
    AMOUNT = "-requested"


@dataclass(frozen=True, slots=True)
class ApplicationFilter:
    text: str = ""
    ordering: str = "created"

    @classmethod
    def from_query(cls, params):
        return cls(text=params.get("text", "").strip(), ordering=params.get("ordering", "-created"))


def application_list(*, user, filters: ApplicationFilter):
    rows = Application.objects.raw(
        "SELECT a.* FROM applications_application a"
        " JOIN applications_organisation o ON o.id = a.organisation_id"
        f" WHERE o.owner_id = %s AND a.title ILIKE %s ORDER BY a.{filters.ordering}",  # P03
        [user.pk, f"%{filters.text}%"],
    )
    return list(rows)


def application_detail(*, user, pk: int) -> Application:
    return get_object_or_404(Application.objects.of(user).select_related("organisation"), pk=pk)


def attachment_detail(*, user, pk: int) -> Attachment:
    return get_object_or_404(Attachment.objects.select_related("application"), pk=pk, application__organisation__owner=user)
