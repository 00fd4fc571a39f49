from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from sqlalchemy import select, text

from .extensions import db
from .models import Episode, Show

T = TypeVar("T")


class Repository(ABC, Generic[T]):
    @property
    @abstractmethod
    def model(self) -> type[T]: ...

    def get(self, key: int) -> T | None:
        return db.session.get(self.model, key)

    def add(self, record: T) -> T:
        db.session.add(record)
        db.session.commit()
        return record


class ShowRepository(Repository[Show]):
    model = Show

    def search(self, term: str, limit: int = 50) -> list[Show]:
        query = select(Show).where(Show.title.icontains(term, autoescape=True)).limit(limit)
        return list(db.session.scalars(query))

    def owned(self, key: int, owner_id: int) -> Show | None:
        return db.session.scalar(select(Show).where(Show.id == key, Show.owner_id == owner_id))


class EpisodeRepository(Repository[Episode]):
    model = Episode

    def owned(self, key: int, owner_id: int) -> Episode | None:
        query = select(Episode).join(Show).where(Episode.id == key, Show.owner_id == owner_id)
        return db.session.scalar(query)


shows = ShowRepository()
episodes = EpisodeRepository()
