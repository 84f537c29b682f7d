"""期報: upload, look, send, review."""

from app.web.submissions import filing, reviewing, viewing
from app.web.submissions.blueprint import bp

__all__ = ["bp", "filing", "reviewing", "viewing"]
