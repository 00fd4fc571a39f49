import os


def load(environment):
    """Settings of an environment."""
    return {
        "SECRET_KEY": os.environ.get("HELPDESK_KEY", "helpdesk-dev-key-2021"),  # P01
        "SQLALCHEMY_DATABASE_URI": os.environ["HELPDESK_DATABASE"],
        "UPLOAD_FOLDER": "/srv/helpdesk/attachments",
        "MAX_CONTENT_LENGTH": 8 * 1024 * 1024,
        "SESSION_COOKIE_SECURE": environment == "production",
        "SESSION_COOKIE_HTTPONLY": False,  # P02
        "SESSION_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_SECURE": True,
        "REMEMBER_COOKIE_HTTPONLY": True,
    }
