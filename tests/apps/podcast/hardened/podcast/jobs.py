import os
import subprocess
from pathlib import Path

from redis import Redis
from rq import Queue

from .config import Config
from .extensions import db
from .feeds import fetch, parse
from .models import Episode
from .repositories import episodes, shows

queue = Queue("media", connection=Redis.from_url(Config.REDIS_URL))


def import_feed(show_id: int) -> int:
    show = shows.get(show_id)
    if show is None:
        return 0
    count = 0
    for item in parse(fetch(show.feed_url)):
        episodes.add(Episode(show_id=show.id, title=item["title"]))
        count += 1
    return count


def transcode(episode_id: int) -> None:
    episode = episodes.get(episode_id)
    if episode is None:
        return
    source = Path(Config.MEDIA) / episode.audio
    target = source.with_suffix(".opus")
    command = ["ffmpeg", "-i", str(source), "-metadata", f"title={episode.title}", str(target)]
    subprocess.run(command, check=True, timeout=1800)
    episode.audio = target.name
    db.session.commit()


def enqueue_import(show_id: int) -> str:
    return queue.enqueue(import_feed, show_id, job_timeout=600).id


def enqueue_transcode(episode_id: int) -> str:
    return queue.enqueue(transcode, episode_id, job_timeout=3600).id
