import os
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Config:
    broker: str = field(default_factory=lambda: os.environ["HARVEST_BROKER"])
    database: str = field(default_factory=lambda: os.environ["HARVEST_DATABASE"])
    spool: str = "/var/spool/harvest"
    smtp_host: str = "mail.internal"
    smtp_user: str = "harvest"
    smtp_password: str = "Sp00ler-mail-77"  # P01


config = Config()
