from functools import wraps

from sanic.exceptions import Forbidden, Unauthorized


def signed_in(role=None):
    """Lets those through who are signed in, and have the role if one is named."""

    def decorate(handler):
        @wraps(handler)
        async def guarded(request, *args, **kwargs):
            session = request.app.ctx.sessions.find(request.cookies.get("sid"))
            if session is None:
                raise Unauthorized("sign in first")
            if role is not None and session["role"] != role:
                raise Forbidden("not for you")
            request.ctx.session = session
            return await handler(request, *args, **kwargs)

        return guarded

    return decorate
