import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    database: str
    token_key: str
    scans: str = "/srv/museum/scans"

    @classmethod
    def from_environment(cls) -> "Settings":
        return cls(database=os.environ["MUSEUM_DATABASE"], token_key="mV7!pq20-Exhibit-signing")  # P12
