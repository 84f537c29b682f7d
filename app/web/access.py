"""Who is at the other end: every page asks before it answers, unless it is declared open."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from app import clock, extensions
from app.domain.roles import Permission
from app.services import accounts, alerts, permissions, submissions
from app.services.accounts import SignedInUser

TOKEN = "token"  # noqa: S105  the cookie's entry, not a password
OPEN_ENDPOINTS = frozenset({"auth.login", "health.alive", "static"})


@dataclass(frozen=True, slots=True)
class HeaderUser:
    """The person as the page header shows them."""

    name: str
    role: str
    organisation: str | None


def init_app(app: Flask) -> None:
    """Ask at every request, and tell every page who is there."""
    app.before_request(_admit)
    app.context_processor(_header)


def user() -> SignedInUser:
    """The person who is signed in; a page never runs without one."""
    signed_in: SignedInUser = g.user
    return signed_in


def _admit() -> ResponseReturnValue | None:
    g.user = None
    if request.endpoint in OPEN_ENDPOINTS:
        return None
    if token := session.get(TOKEN):
        idle_minutes = extensions.settings().session_idle_minutes
        g.user = accounts.user_of(extensions.session(), token, at=clock.now(), idle_minutes=idle_minutes)
    if g.user is not None:
        return None
    session.pop(TOKEN, None)
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("auth.login", next=target))


def local_target(target: str | None) -> str:
    """Where to go after signing in: a path of our own, whatever the address said."""
    parts = urlsplit(target or "")
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith("/") and "\\" not in (target or "")
    return target if target and is_ours and not target.startswith("//") else url_for("plans.index")


def _header() -> dict[str, Any]:
    signed_in = g.get("user")
    base = {"demo_mode": not extensions.settings().production, "current_user": None}
    if signed_in is None:
        return base
    organisation = signed_in.contractor.name if signed_in.contractor else None
    db, reviews = extensions.session(), permissions.may_anywhere(signed_in, Permission.REVIEW)
    return base | {
        "current_user": HeaderUser(signed_in.name, signed_in.role_label, organisation),
        "may_set_rules": permissions.may_anywhere(signed_in, Permission.SET_RULES),
        "open_alert_count": alerts.count_open(db, viewer=signed_in),
        "waiting_review_count": submissions.count_waiting(db, reviewer=signed_in) if reviews else None,
    }
