import os


def load(environment):
    """Settings of an environment."""
    return {
        "SECRET_KEY": os.environ["HELPDESK_KEY"],
        "SQLALCHEMY_DATABASE_URI": os.environ["HELPDESK_DATABASE"],
        "UPLOAD_FOLDER": "/srv/helpdesk/attachments",
        "MAX_CONTENT_LENGTH": 8 * 1024 * 1024,
        "SESSION_COOKIE_SECURE": environment == "production",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_SECURE": True,
        "REMEMBER_COOKIE_HTTPONLY": True,
    }
