from django.conf import settings
from django.db import models
from django.utils.safestring import mark_safe


class BookQuerySet(models.QuerySet):
    def available(self):
        return self.filter(copies__gt=0)

    def matching(self, term, ordering="title"):
        """Books whose title or author holds the term."""
        clause = "lower(title) LIKE lower('%%%s%%') OR lower(author) LIKE lower('%%%s%%')" % (term, term)
        return self.extra(where=[clause]).order_by(ordering)  # P03


class Book(models.Model):
    title = models.CharField(max_length=200)
    author = models.CharField(max_length=200)
    blurb = models.TextField(blank=True)
    shelf = models.CharField(max_length=20)
    copies = models.PositiveIntegerField(default=1)
    cover = models.CharField(max_length=255, blank=True)
    donated_by = models.CharField(max_length=120, blank=True)

    objects = BookQuerySet.as_manager()

    def __str__(self):
        return self.title

    def donor_badge(self):
        if not self.donated_by:
            return ""
        return mark_safe('<span class="badge">Given by ' + self.donated_by + "</span>")  # P04


class Reader(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    card_number = models.CharField(max_length=16, unique=True)
    street = models.CharField(max_length=120, blank=True)
    town = models.CharField(max_length=80, blank=True)
    fines_waived = models.BooleanField(default=False)
    is_librarian = models.BooleanField(default=False)


class Loan(models.Model):
    book = models.ForeignKey(Book, on_delete=models.CASCADE)
    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="loans")
    due = models.DateField()
    renewals = models.PositiveSmallIntegerField(default=0)


class Review(models.Model):
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="reviews")
    reader = models.ForeignKey(Reader, on_delete=models.CASCADE)
    text = models.TextField()


class Invitation(models.Model):
    email = models.EmailField()
    code = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(auto_now_add=True)
