from typing import List

from django.shortcuts import get_object_or_404
from ninja import File, Form, Router
from ninja.errors import HttpError
from ninja.files import UploadedFile

from ..auth import TeacherAuth
from ..models import Course
from ..schemas import CourseOut
from ..services import Search, keep_material, unpack_material

router = Router()


@router.get("/search", response=List[CourseOut])
def search(request, q: str):
    return Search(request.user).by_word(q)


@router.get("/", response=List[CourseOut])
def courses(request):
    return Search(request.user).by_columns(request.GET.dict())


@router.post("/{number}/material", auth=TeacherAuth())
def material(request, number: int, folder: str = Form(...), file: UploadedFile = File(...)):
    course = get_object_or_404(Course, id=number, teacher=request.user)
    try:
        return {"course": course.id, "name": keep_material(file, folder).name}
    except ValueError as wrong:
        raise HttpError(422, "no such folder") from wrong


@router.post("/{number}/archive", auth=TeacherAuth())
def archive(request, number: int, file: UploadedFile = File(...)):
    course = get_object_or_404(Course, id=number, teacher=request.user)
    return {"names": unpack_material(file, course)}
