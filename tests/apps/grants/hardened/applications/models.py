from django.conf import settings
from django.db import models


class Organisation(models.Model):
    name = models.CharField(max_length=200)
    website = models.URLField(blank=True)
    callback_url = models.URLField(blank=True)
    letter = models.TextField(blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)

    def __str__(self):
        return self.name


class ApplicationQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(organisation__owner=user)


class Application(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft"
        SUBMITTED = "submitted"
        AWARDED = "awarded"
        REJECTED = "rejected"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    title = models.CharField(max_length=200)
    summary = models.TextField()
    requested = models.DecimalField(max_digits=12, decimal_places=2)
    awarded = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    created = models.DateTimeField(auto_now_add=True)

    objects = ApplicationQuerySet.as_manager()


class Attachment(models.Model):
    application = models.ForeignKey(Application, on_delete=models.CASCADE)
    name = models.CharField(max_length=120)
    file = models.FileField(upload_to="attachments/")


class Review(models.Model):
    application = models.ForeignKey(Application, on_delete=models.CASCADE)
    reviewer = models.CharField(max_length=100)
    score = models.PositiveSmallIntegerField()
    remark = models.TextField(blank=True)


class Payment(models.Model):
    application = models.OneToOneField(Application, on_delete=models.CASCADE)
    reference = models.CharField(max_length=64, unique=True)
    settled = models.BooleanField(default=False)
