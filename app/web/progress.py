"""How far the work is that a page waits for."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from app import extensions
from app.services import progress
from app.web import language
from app.web.access import user

bp = Blueprint("progress", __name__)


@bp.get("/progress/<token>")
def show(token: str) -> ResponseReturnValue:
    """Stage and rows as JSON, or nothing when no such work is under way for this person."""
    found = progress.of(extensions.settings().data_dir, token, user().id)
    if found is None:
        return "", 204
    return jsonify(stage=language.in_words(found.stage), done=found.done, total=found.total)
