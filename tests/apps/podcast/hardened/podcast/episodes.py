import os
import uuid
from pathlib import Path

from flask import Blueprint, abort, current_app, jsonify, request, send_from_directory
from flask_login import current_user, login_required

from .extensions import db
from .guards import subscribed
from .jobs import enqueue_transcode
from .models import Episode
from .repositories import episodes, shows

bp = Blueprint("episodes", __name__)


def owned_episode_or_404(episode_id: int) -> Episode:
    episode = episodes.owned(episode_id, current_user.id)
    if episode is None:
        abort(404)
    return episode


@bp.post("/")
@login_required
def upload():
    show = shows.owned(int(request.form["show"]), current_user.id)
    if show is None:
        abort(404)
    file = request.files["audio"]
    suffix = Path(file.filename or "").suffix.lower()
    if suffix not in current_app.config["EXTENSIONS"]:
        abort(415)
    name = uuid.uuid4().hex + suffix
    file.save(os.path.join(current_app.config["MEDIA"], name))
    episode = episodes.add(Episode(show_id=show.id, title=request.form["title"], audio=name))
    return jsonify(job=enqueue_transcode(episode.id)), 202


@bp.get("/<int:episode_id>/audio")
@login_required
@subscribed
def audio(episode_id: int):
    episode = episodes.get(episode_id)
    if episode is None:
        abort(404)
    return send_from_directory(current_app.config["MEDIA"], episode.audio)


@bp.post("/<int:episode_id>/title")
@login_required
def rename(episode_id: int):
    episode = owned_episode_or_404(episode_id)
    episode.title = request.form["title"]
    db.session.commit()
    return jsonify(title=episode.title)


@bp.delete("/<int:episode_id>")
@login_required
def remove(episode_id: int):
    episode = owned_episode_or_404(episode_id)
    db.session.delete(episode)
    db.session.commit()
    return "", 204
