import os

from pyramid.config import Configurator
from pyramid.session import SignedCookieSessionFactory
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from .directory import Directory
from .security import SurveyPolicy


def database(request):
    session = request.registry["sessions"]()
    request.add_finished_callback(lambda _: session.close())
    return session


def main(global_config, **settings):
    sessions = SignedCookieSessionFactory(
        os.environ["SURVEYS_SESSION_KEY"],
        httponly=True,
        secure=True,
        samesite="Lax",
        timeout=3600,
    )
    with Configurator(settings=settings, session_factory=sessions) as config:
        config.set_security_policy(SurveyPolicy())
        config.set_default_csrf_options(require_csrf=True)
        config.registry["sessions"] = sessionmaker(create_engine(os.environ["SURVEYS_DATABASE"]))
        config.registry["directory"] = Directory("ldaps://directory.internal", os.environ["SURVEYS_LDAP_PASSWORD"])
        config.add_request_method(database, "db", reify=True)
        config.add_route("sign_in", "/sign-in")
        config.add_route("people", "/people")
        config.add_route("surveys", "/surveys", factory=".security.Root")
        config.add_route("search", "/search")
        config.add_route("survey", "/surveys/{number:\\d+}", factory=".security.owner")
        config.add_route("groups", "/surveys/{number:\\d+}/groups", factory=".security.owner")
        config.add_route("score", "/surveys/{number:\\d+}/score", factory=".security.owner")
        config.add_route("export", "/surveys/{number:\\d+}/exports/{name:.*}", factory=".security.owner")
        config.add_route("answers", "/surveys/{number:\\d+}/answers", factory=".security.owner")
        config.add_route("invite", "/surveys/{number:\\d+}/invite", factory=".security.owner")
        config.scan()
    return config.make_wsgi_app()
