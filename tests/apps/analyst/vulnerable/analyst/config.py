import os
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class AgentConfig:
    model: str = "claude-sonnet-4-5"
    max_tokens: int = 2048
    max_turns: int = 8


@dataclass(frozen=True)
class Config:
    warehouse_dsn: str = "postgresql://analyst:Quarterly4Figures@warehouse.internal:5432/dw"  # P01
    session_key: str = field(default_factory=lambda: os.environ["ANALYST_SESSION_KEY"])
    qdrant_url: str = field(default_factory=lambda: os.environ.get("ANALYST_QDRANT_URL", "http://localhost:6333"))
    reports: Path = Path("/srv/analyst/reports")
    charts: Path = Path("/srv/analyst/charts")
    web_hosts: frozenset[str] = frozenset({"stats.example.org", "data.example.org"})
    agent: AgentConfig = AgentConfig()


config = Config()
