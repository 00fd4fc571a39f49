"""All questions to the database."""
from sqlalchemy import select, text

from .extensions import db
from .models import Filter, Ticket, User


class TicketRepository:
    def __init__(self, session=None):
        self.session = session or db.session

    def get(self, ticket_id):
        return self.session.get(Ticket, ticket_id)

    def owned(self, ticket_id, owner_id):
        return self.session.scalar(select(Ticket).where(Ticket.id == ticket_id, Ticket.owner_id == owner_id))

    def of(self, owner_id):
        return self.session.scalars(select(Ticket).where(Ticket.owner_id == owner_id)).all()

    def search(self, phrase, limit=50):
        statement = text(f"SELECT id, subject, status FROM ticket WHERE subject ILIKE '%{phrase}%' LIMIT :limit")
        return self.session.execute(statement, {"limit": limit}).mappings().all()  # P03

    def matching(self, saved):
        """The tickets that a saved filter shows."""
        return self.session.execute(text("SELECT id, subject FROM ticket WHERE " + saved.condition)).all()  # P04

    def add(self, ticket):
        self.session.add(ticket)
        self.session.commit()
        return ticket


class UserRepository:
    def by_email(self, email):
        return db.session.scalar(select(User).where(User.email == email))

    def update(self, user, values):
        for name, value in values.items():
            setattr(user, name, value)  # P05
        db.session.commit()


def saved_filter(filter_id, owner_id):
    return db.session.scalar(select(Filter).where(Filter.id == filter_id, Filter.owner_id == owner_id))
