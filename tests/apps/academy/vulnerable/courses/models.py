from django.contrib.auth.models import AbstractUser
from django.db import models


class Student(AbstractUser):
    teaches = models.BooleanField(default=False)
    about = models.TextField(blank=True)


class Course(models.Model):
    title = models.CharField(max_length=200)
    teacher = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="taught")
    is_public = models.BooleanField(default=False)


class Submission(models.Model):
    student = models.ForeignKey(Student, on_delete=models.CASCADE)
    course = models.ForeignKey(Course, on_delete=models.CASCADE)
    code = models.TextField()
    grade = models.FloatField(null=True)
    handed_in = models.DateTimeField(auto_now_add=True)
