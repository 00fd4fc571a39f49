import hashlib
import hmac

from pyramid.authorization import ACLHelper, Allow, Authenticated, Everyone
from pyramid.httpexceptions import HTTPNotFound

from .models import Survey


class Root:
    __acl__ = [(Allow, Authenticated, "create")]

    def __init__(self, request):
        self.request = request


class OwnedSurvey:
    """A survey, and what its owner may do with it."""

    def __init__(self, survey):
        self.survey = survey

    def __acl__(self):
        return [(Allow, f"account:{self.survey.owner_id}", ("view", "edit"))]


def owner(request):
    survey = request.db.get(Survey, int(request.matchdict["number"]))
    if survey is None:
        raise HTTPNotFound()
    return OwnedSurvey(survey)


class SurveyPolicy:
    helper = ACLHelper()

    def identity(self, request):
        return request.session.get("account")

    def authenticated_userid(self, request):
        return self.identity(request)

    def permits(self, request, context, permission):
        principals = [Everyone]
        account = self.identity(request)
        if account is not None:
            principals += [Authenticated, f"account:{account}"]
        return self.helper.permits(context, principals, permission)


def digest_of(password):
    return hashlib.md5(password.encode()).hexdigest()  # P11


def fits(password, digest):
    return hmac.compare_digest(digest_of(password), digest)
