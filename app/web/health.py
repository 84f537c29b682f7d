"""Whether the process answers and reaches its database."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from app import extensions

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def alive() -> ResponseReturnValue:
    """Answers ``ok`` when the database does."""
    extensions.session().execute(text("SELECT 1"))
    return {"status": "ok"}
