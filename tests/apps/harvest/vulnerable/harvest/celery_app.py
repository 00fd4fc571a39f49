from celery import Celery

from .config import config

app = Celery("harvest", broker=config.broker, include=["harvest.tasks"])
app.conf.update(
    accept_content=["json", "pickle"],  # P02
    task_serializer="pickle",
    task_time_limit=600,
    worker_prefetch_multiplier=1,
)
