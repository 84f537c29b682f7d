"""Who is at the other end: every page asks before it answers, unless it is declared open (``app.web.endpoints``)."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from app import clock, extensions
from app.domain.account_events import Origin
from app.services import permissions, sign_in_sessions
from app.services.accounts import SignedInUser
from app.services.pages import header
from app.services.sign_in_sessions import Step, Visit
from app.web import endpoints
from app.web.endpoints import Door

TOKEN = "token"  # noqa: S105  the cookie's entry, not a password
# What opens while something is still to be done; the first is where every other address leads.
STEP_ENDPOINTS = {
    Step.CODE: ("auth.code", "auth.logout"),
    Step.PASSWORD: ("account.password", "auth.logout"),
    Step.ENROL: ("second_step.show", "second_step.begin", "auth.logout"),
}
NO_CLICK = "account.time_left"  # the page asks by itself, which is no sign that somebody is there


@dataclass(frozen=True, slots=True)
class HeaderUser:
    """The person as the page header shows them; ``seconds_left`` until the session ends without another click."""

    id: int
    name: str
    role: str
    organisation: str | None
    seconds_left: int
    warning_seconds: int


def init_app(app: Flask) -> None:
    """Ask at every request, and tell every page who is there."""
    app.before_request(_admit)
    app.context_processor(_header)


def user() -> SignedInUser:
    """The person who is signed in; a page never runs without one."""
    signed_in: SignedInUser = g.user
    return signed_in


def visit() -> Visit:
    """The person and their session, also on the pages of a step that is still to be done."""
    found: Visit = g.visit
    return found


def visit_if_any() -> Visit | None:
    """The person and their session where anybody may come, signed in or not."""
    return _visit()


def origin() -> Origin:
    """Where the request comes from."""
    return Origin(request.remote_addr or "", request.user_agent.string)


def let_in(token: str) -> None:
    """Give the browser the token of a session that was opened; one that it had before ends."""
    had = session.get(TOKEN)
    session.clear()  # nothing that was set before signing in stays
    session[TOKEN] = token
    if had:
        sign_in_sessions.sign_out(extensions.session(), had, origin=origin(), at=clock.now())


def local_target(target: str | None) -> str:
    """Where to go after signing in: a path of our own, whatever the address said."""
    parts = urlsplit(target or "")
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith("/") and "\\" not in (target or "")
    return target if target and is_ours and not target.startswith("//") else url_for("home.index")


def _admit() -> ResponseReturnValue | None:
    g.user = g.visit = None
    endpoint, method = request.endpoint, "POST" if request.method == "POST" else "GET"
    if endpoint is not None and endpoints.need_of(endpoint, method) is Door.OPEN:
        return None
    g.visit = _visit()
    if g.visit is None:
        if session.pop(TOKEN, None):
            flash("登入已逾時或已結束，請重新登入。", "info")
        return redirect(url_for("auth.login", next=_heading_for()))
    if g.visit.step is None:
        g.user = g.visit.user
        if endpoint is not None:
            endpoints.require(g.user, endpoint, method)
    elif request.endpoint not in STEP_ENDPOINTS[g.visit.step]:
        return redirect(url_for(STEP_ENDPOINTS[g.visit.step][0], next=_heading_for()))
    return None


def _visit() -> Visit | None:
    token = session.get(TOKEN)
    if not token:
        return None
    return sign_in_sessions.visit_of(
        extensions.session(),
        token,
        at=clock.now(),
        limits=extensions.settings().sign_in,
        is_click=request.endpoint != NO_CLICK,
    )


def _heading_for() -> str | None:
    """Where the person wanted to go: this page, or the one whose form was sent too late."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    sent_from = urlsplit(request.referrer or "")
    return sent_from._replace(scheme="", netloc="").geturl() if sent_from.netloc == request.host else None


def _header() -> dict[str, Any]:
    signed_in = g.get("user")
    base = {"demo_mode": not extensions.settings().production, "current_user": None}
    if signed_in is None:
        return base
    return base | {
        "current_user": _header_user(signed_in),
        "may_open": partial(endpoints.may_open, signed_in),
        "counts": header.counts(extensions.session(), extensions.settings(), viewer=signed_in),
    }


def _header_user(signed_in: SignedInUser) -> HeaderUser:
    return HeaderUser(
        id=signed_in.id,
        name=signed_in.name,
        role=permissions.role_label(signed_in),
        organisation=signed_in.contractor.name if signed_in.contractor else None,
        seconds_left=seconds_until(visit().ends_at),
        warning_seconds=extensions.settings().sign_in.session_warning_seconds,
    )


def seconds_until(moment: datetime) -> int:
    """Whole seconds from now."""
    return max(0, int((moment - clock.now()).total_seconds()))
