import os
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Config:
    DATABASE_URL: str = field(default_factory=lambda: os.environ["LEDGER_DATABASE_URL"])
    SECRET_KEY: str = field(default_factory=lambda: os.environ["LEDGER_SECRET_KEY"])
    TOKEN_KEY: str = field(default_factory=lambda: os.environ["LEDGER_TOKEN_KEY"])
    EXPORTS: str = "/var/lib/ledger/exports"
    BANK_API: str = "https://api.bank.example/v2"
    MAX_CONTENT_LENGTH: int = 2 * 1024 * 1024
    SESSION_COOKIE_SECURE: bool = True
    SESSION_COOKIE_HTTPONLY: bool = True
    SESSION_COOKIE_SAMESITE: str = "Lax"
