from django.db.models.signals import post_save
from django.dispatch import receiver

from .extract import text_of
from .models import Document


@receiver(post_save, sender=Document)
def read_text(sender, instance, created, **kwargs):
    if created:
        Document.objects.filter(pk=instance.pk).update(text=text_of(instance))
