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


def update(target, changes):
    """Takes changes over, also those of what stands inside."""
    for name, value in changes.items():
        if isinstance(value, dict):
            update(getattr(target, name), value)
        else:
            setattr(target, name, value)  # P14
