import nh3
from markupsafe import Markup


def sanitize(text: str) -> Markup:
    return Markup(nh3.clean(text, tags={"p", "a", "em", "strong", "ul", "li"}))
