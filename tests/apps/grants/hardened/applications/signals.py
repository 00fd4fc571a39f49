from django.db.models.signals import post_save
from django.dispatch import receiver

from .models import Application
from .services import callback_send


@receiver(post_save, sender=Application)
def tell_organisation(sender, instance, created, **kwargs):
    if not created and instance.status in (Application.Status.AWARDED, Application.Status.REJECTED):
        callback_send(application=instance)
