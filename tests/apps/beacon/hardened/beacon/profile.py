from dataclasses import dataclass, field


@dataclass
class Notices:
    mail: bool = True
    phone: bool = False


@dataclass
class Profile:
    email: str
    name: str = ""
    language: str = "en"
    notices: Notices = field(default_factory=Notices)


FIELDS = {Profile: {"name", "language", "notices"}, Notices: {"mail", "phone"}}


def update(target, changes):
    """Takes changes over, also those of what stands inside."""
    for name, value in changes.items():
        if name not in FIELDS[type(target)]:
            continue
        if isinstance(value, dict):
            update(getattr(target, name), value)
        else:
            setattr(target, name, value)
