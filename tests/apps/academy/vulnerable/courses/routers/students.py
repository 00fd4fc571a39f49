from ninja import Router

from ..models import Student
from ..schemas import StudentChange, StudentOut

router = Router()


@router.get("/me", response=StudentOut)
def me(request):
    return request.user


@router.patch("/me", response=StudentOut)
def change(request, changes: StudentChange):
    student = Student.objects.get(pk=request.user.pk)
    for name, value in changes.dict(exclude_unset=True).items():
        setattr(student, name, value)
    student.save()
    return student
