from celery import Celery

from .config import config

app = Celery("harvest", broker=config.broker, include=["harvest.tasks"])
app.conf.update(
    accept_content=["json"],
    task_serializer="json",
    task_time_limit=600,
    worker_prefetch_multiplier=1,
)
