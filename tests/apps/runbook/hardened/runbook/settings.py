import os
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    data: Path = Path("/var/lib/runbook")
    directory: str = "ldaps://ldap.corp.example"
    base: str = "ou=people,dc=corp,dc=example"
    chat: str = "https://chat.corp.example/hooks/runbook"
    services: frozenset = field(default=frozenset({"web", "worker", "mail", "queue"}))
    machines: frozenset = field(default=frozenset({"web1", "web2", "queue1"}))
    cookie_secret: str = field(default_factory=lambda: os.environ["RUNBOOK_COOKIE_SECRET"], repr=False)
    chat_token: str = field(default_factory=lambda: os.environ["RUNBOOK_CHAT_TOKEN"], repr=False)
    hook_secret: str = field(default_factory=lambda: os.environ["RUNBOOK_HOOK_SECRET"], repr=False)

    @property
    def reports(self):
        return self.data / "reports"

    @property
    def bundles(self):
        return self.data / "bundles"


settings = Settings()
