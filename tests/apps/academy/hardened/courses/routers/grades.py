from typing import List

from django.shortcuts import get_object_or_404
from ninja import File, Router
from ninja.errors import HttpError
from ninja.files import UploadedFile

from ..auth import SyncToken, TeacherAuth
from ..models import Course, Submission
from ..schemas import GradeIn, SubmissionIn, SubmissionOut
from ..services import Grader, is_plagiarism, is_signed, read_examples

router = Router()


@router.get("/mine", response=List[SubmissionOut])
def mine(request):
    return Submission.objects.filter(student=request.user)


@router.post("/", response=SubmissionOut)
def hand_in(request, work: SubmissionIn):
    course = get_object_or_404(Course, id=work.course, is_public=True)
    if is_plagiarism(work.code):
        raise HttpError(409, "this work is known")
    return Submission.objects.create(student=request.user, course=course, code=work.code)


@router.get("/{number}", response=SubmissionOut)
def one(request, number: int):
    return get_object_or_404(Submission, id=number, student=request.user)


@router.put("/{number}", response=SubmissionOut, auth=TeacherAuth())
def set_grade(request, number: int, form: GradeIn):
    work = get_object_or_404(Submission, id=number, course__teacher=request.user)
    work.grade = form.grade
    work.save(update_fields=["grade"])
    return work


@router.post("/{number}/run", response=SubmissionOut, auth=TeacherAuth())
def run(request, number: int, examples: UploadedFile = File(...)):
    work = get_object_or_404(Submission, id=number, course__teacher=request.user)
    work.grade = Grader(read_examples(examples)).grade(work.code)
    work.save(update_fields=["grade"])
    return work


@router.get("/office/all", response=List[SubmissionOut], auth=SyncToken())
def for_office(request):
    return Submission.objects.filter(grade__isnull=False)


@router.post("/hook", auth=None)
def hook(request):
    if not is_signed(request.body, request.headers.get("X-Signature", "")):
        raise HttpError(403, "not signed")
    return {"received": True}
