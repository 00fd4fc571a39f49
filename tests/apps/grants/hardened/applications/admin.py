import csv

from django.contrib import admin
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from .models import Application, Organisation, Review


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    list_display = ["name", "site"]

    @admin.display(description="Website")
    def site(self, organisation):
        return format_html('<a href="{}">{}</a>', organisation.website, organisation.name)


def cell(value) -> str:
    text = str(value)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


@admin.action(description="Export as CSV")
def export_csv(modeladmin, request, queryset):
    response = HttpResponse(content_type="text/csv")
    response["Content-Disposition"] = 'attachment; filename="applications.csv"'
    writer = csv.writer(response)
    writer.writerow(["title", "organisation", "requested"])
    for application in queryset.select_related("organisation"):
        writer.writerow([cell(application.title), cell(application.organisation.name), application.requested])
    return response


@admin.register(Application)
class ApplicationAdmin(admin.ModelAdmin):
    list_display = ["title", "organisation", "status", "requested"]
    actions = [export_csv]


admin.site.register(Review)
