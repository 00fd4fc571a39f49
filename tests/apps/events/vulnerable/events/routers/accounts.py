import logging
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.security import OAuth2PasswordRequestForm
from sqlmodel import Session, select

from ..database import get_session
from ..limits import limiter
from ..models import User, UserCreate, UserRead
from ..security import CurrentUser, hash_password, issue_token, reset_code, verify_password

router = APIRouter(prefix="/accounts")
SessionDep = Annotated[Session, Depends(get_session)]
log = logging.getLogger(__name__)


@router.post("/", response_model=UserRead, status_code=201)
@limiter.limit("5/minute")
def register(request: Request, data: UserCreate, session: SessionDep) -> User:
    values = data.model_dump(exclude={"password"})
    user = User(**values, password_hash=hash_password(data.password))  # P09
    session.add(user)
    session.commit()
    session.refresh(user)
    return user


@router.post("/token")
@limiter.limit("10/minute")
def token(
    request: Request, form: Annotated[OAuth2PasswordRequestForm, Depends()], session: SessionDep
) -> dict[str, str]:
    user = session.exec(select(User).where(User.email == form.username)).first()
    if user is None or not verify_password(form.password, user.password_hash):
        log.warning("sign-in failed")
        raise HTTPException(401, "wrong e-mail or password")
    return {"access_token": issue_token(user), "token_type": "bearer"}


@router.post("/reset", status_code=202)
@limiter.limit("3/minute")
def request_reset(request: Request, email: str, session: SessionDep) -> None:
    user = session.exec(select(User).where(User.email == email)).first()
    if user is not None:
        user.reset_code = reset_code()
        session.add(user)
        session.commit()
        log.info("reset code %s for user %s", user.reset_code, user.id)  # P10


@router.get("/me")
def me(user: CurrentUser) -> User:  # P11
    return user
