from ninja import ModelSchema, Schema

from .models import Course, Student, Submission


class CourseOut(ModelSchema):
    class Meta:
        model = Course
        fields = ["id", "title"]


class StudentOut(ModelSchema):
    class Meta:
        model = Student
        fields = ["id", "username", "about"]


class StudentChange(ModelSchema):
    class Meta:
        model = Student
        exclude = ["id", "password"]  # P02
        fields_optional = "__all__"


class SubmissionOut(ModelSchema):
    class Meta:
        model = Submission
        fields = ["id", "code", "grade", "handed_in"]


class SubmissionIn(Schema):
    course: int
    code: str


class GradeIn(Schema):
    grade: float


class Problem(Schema):
    detail: str
