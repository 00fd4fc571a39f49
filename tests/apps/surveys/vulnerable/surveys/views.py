import logging
import os

from pyramid.httpexceptions import HTTPBadRequest, HTTPForbidden, HTTPFound, HTTPNotFound
from pyramid.response import FileResponse, Response
from pyramid.view import view_config, view_defaults
from sqlalchemy import select, text

from .mail import invite, tell_owner
from .models import Account, Answer, Survey
from .questions import Questions
from .scores import evaluate
from .security import fits

log = logging.getLogger(__name__)
EXPORTS = "/var/lib/surveys/exports"


@view_config(route_name="sign_in", request_method="POST", renderer="json")
def sign_in(request):
    name, password = request.POST.get("name", ""), request.POST.get("password", "")
    account = request.db.scalar(select(Account).where(Account.name == name))
    if account is None or not fits(password, account.digest):
        log.info("%s could not sign in with %r", name, password)  # P13
        raise HTTPForbidden()
    request.session.invalidate()
    request.session["account"] = account.id
    came_from = request.params.get("came_from", "/surveys")
    return HTTPFound(location=came_from)  # P06


@view_config(route_name="people", permission="create", renderer="json", context="..security.Root")
def people(request):
    return request.registry["directory"].people(request.params.get("name", ""))


@view_config(route_name="search")
def search(request):
    word = request.params.get("q", "")
    found = request.db.scalars(select(Survey).where(Survey.title.contains(word)).limit(20)).all()
    return Response(f"<p>{len(found)} surveys about {word}</p>")  # P07


@view_config(route_name="surveys", request_method="POST", permission="create", renderer="json")
def create(request):
    questions = Questions(request.POST["document"].file.read())
    section = request.POST.get("section", "main")
    survey = Survey(owner_id=request.session["account"], title=request.POST.get("title", ""))
    request.db.add(survey)
    request.db.commit()
    return {"id": survey.id, "questions": [str(line) for line in questions.of_section(section)]}


@view_defaults(route_name="survey", renderer="json")
class SurveyViews:
    def __init__(self, context, request):
        self.survey = context.survey
        self.request = request

    @view_config(request_method="GET", permission="view")
    def show(self):
        return {"id": self.survey.id, "title": self.survey.title}

    @view_config(request_method="DELETE", permission="edit", require_csrf=False)  # P15
    def remove(self):
        self.request.db.delete(self.survey)
        self.request.db.commit()
        return {"removed": True}

    @view_config(route_name="groups", request_method="GET", permission="view")
    def groups(self):
        column = self.request.params.get("by", "age")
        statement = text(f"SELECT {column}, count(*) FROM answers WHERE survey_id = :id GROUP BY {column}")
        rows = self.request.db.execute(statement, {"id": self.survey.id})  # P12
        return {str(group): count for group, count in rows}

    @view_config(route_name="score", request_method="GET", permission="view")
    def score(self):
        answers = self.request.db.scalars(select(Answer.text).where(Answer.survey_id == self.survey.id).limit(1000))
        values = [float(value) for value in answers if value.replace(".", "", 1).isdigit()]
        try:
            return {"score": evaluate(self.request.params.get("formula", "total"), values)}
        except (ValueError, SyntaxError, ZeroDivisionError):
            raise HTTPBadRequest("not a formula") from None

    @view_config(route_name="export", request_method="GET", permission="view")
    def export(self):
        path = os.path.join(EXPORTS, str(self.survey.id), self.request.matchdict["name"])
        return FileResponse(path, request=self.request)  # P09

    @view_config(route_name="answers", request_method="GET")
    def answers(self):  # P05
        rows = self.request.db.scalars(select(Answer).where(Answer.survey_id == self.survey.id).limit(1000))
        return [{"id": answer.id, "text": answer.text} for answer in rows]

    @view_config(route_name="invite", request_method="POST", permission="edit")
    def invite(self):
        form = self.request.POST
        invite(form["email"], form.get("subject", self.survey.title), f"https://surveys.example.org/s/{self.survey.id}")
        return {"sent": True}


@view_config(route_name="answers", request_method="POST", renderer="json")
def answer(context, request):
    words = request.POST.get("text", "")[:2000]
    request.db.add(Answer(survey_id=context.survey.id, text=words))
    request.db.commit()
    owner = request.db.get(Account, context.survey.owner_id)
    tell_owner(owner.email, context.survey.title, words)
    return {"thanks": True}
