from django.conf import settings
from django.db import models


class Shop(models.Model):
    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    about = models.TextField(blank=True)
    hook = models.URLField(blank=True)
    fee = models.DecimalField(max_digits=4, decimal_places=2, default=5)
    is_approved = models.BooleanField(default=False)


class Article(models.Model):
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    title = models.CharField(max_length=120)
    price = models.DecimalField(max_digits=8, decimal_places=2)


class OrderQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(buyer=user)


class Order(models.Model):
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    article = models.ForeignKey(Article, on_delete=models.PROTECT)
    refunded = models.BooleanField(default=False)

    objects = OrderQuerySet.as_manager()
