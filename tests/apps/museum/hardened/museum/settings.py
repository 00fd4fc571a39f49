import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    database: str
    token_key: str
    scans: str = "/srv/museum/scans"

    @classmethod
    def from_environment(cls) -> "Settings":
        return cls(database=os.environ["MUSEUM_DATABASE"], token_key=os.environ["MUSEUM_TOKEN_KEY"])
