import os
from dataclasses import dataclass, field

import pika


@dataclass(frozen=True)
class Broker:
    host: str = "broker.internal"
    user: str = "relay"
    password: str = field(default_factory=lambda: os.environ["RELAY_BROKER_PASSWORD"], repr=False)

    def parameters(self) -> pika.ConnectionParameters:
        return pika.ConnectionParameters(
            host=self.host,
            credentials=pika.PlainCredentials(self.user, self.password),
            heartbeat=60,
        )


@dataclass(frozen=True)
class Folders:
    incoming: str = "/srv/relay/incoming"
    media: str = "/srv/relay/media"
    results: str = "/srv/relay/results"


SOCKET_TOKEN = os.environ.get("RELAY_SOCKET_TOKEN", "")
DATABASE = os.environ.get("RELAY_DATABASE", "/var/lib/relay/jobs.db")
