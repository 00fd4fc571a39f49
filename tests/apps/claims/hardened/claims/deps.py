from typing import Annotated

from fastapi import Depends, HTTPException, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from .config import Settings, get_settings
from .database import get_database
from .repositories import ClaimRepository, SqlClaims, SqlUsers
from .schemas import User
from .security import InvalidToken, read_token
from .storage import PhotoStore

bearer = HTTPBearer()
Config = Annotated[Settings, Depends(get_settings)]


def current_user(credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)], settings: Config) -> User:
    try:
        return read_token(credentials.credentials, settings)
    except InvalidToken:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "This token is not valid.") from None


CurrentUser = Annotated[User, Depends(current_user)]


def require_role(role: str):
    def check(user: CurrentUser) -> User:
        if user.role != role:
            raise HTTPException(status.HTTP_403_FORBIDDEN, "You may not do this.")
        return user

    return check


def claim_repository(db=Depends(get_database)) -> ClaimRepository:
    return SqlClaims(db)


def user_repository(db=Depends(get_database)) -> SqlUsers:
    return SqlUsers(db)


def photo_store(settings: Config) -> PhotoStore:
    return PhotoStore(settings.bucket)


Claims = Annotated[ClaimRepository, Depends(claim_repository)]
Users = Annotated[SqlUsers, Depends(user_repository)]
Photos = Annotated[PhotoStore, Depends(photo_store)]
