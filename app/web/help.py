"""Help pages, and the guided walk through the demonstration."""

from typing import Any

from flask import Blueprint, Flask, abort, g, render_template, request
from flask.typing import ResponseReturnValue

from app import extensions
from app.domain.roles import Role
from app.services.pages import glossary, guided_tour, workbook_help
from app.web.access import user

bp = Blueprint("help", __name__)
ROLES = {
    "contractor": Role.CONTRACTOR,
    "officer": Role.OFFICER,
    "manager": Role.MANAGER,
    "auditor": Role.AUDITOR,
    "admin": Role.ADMIN,
}


def init_app(app: Flask) -> None:
    """Tell every page of the demonstration at which stop of the walk its visitor is."""
    app.context_processor(_tour)


@bp.get("/help")
def index() -> ResponseReturnValue:
    """What help there is."""
    return render_template("help/index.html", roles=_own_first())


@bp.get("/help/first-use")
def own_first_use() -> ResponseReturnValue:
    """The first steps of one's own role."""
    return first_use(next(iter(_own_first())))


@bp.get("/help/first-use/<role>")
def first_use(role: str) -> ResponseReturnValue:
    """第一次使用: the first steps of a role."""
    if role not in ROLES:
        abort(404)
    return render_template("help/first_use.html", role=role, roles=_own_first())


@bp.get("/help/glossary")
def words() -> ResponseReturnValue:
    """Lights, states, formulas and units."""
    return render_template("help/glossary.html", help=glossary.show(extensions.session(), user()))


@bp.get("/help/demo")
def demo() -> ResponseReturnValue:
    """The walk through the demonstration; elsewhere there is none."""
    if extensions.settings().production:
        abort(404)
    return render_template("help/demo.html", stops=guided_tour.stops(extensions.session(), user()))


@bp.get("/help/workbook")
def workbook() -> ResponseReturnValue:
    """How the reporting workbook is filled in."""
    return render_template("help/workbook.html", help=workbook_help.show())


def _own_first() -> dict[str, Role]:
    """The roles by their word in addresses, one's own first."""
    own = guided_tour.first_role(user())
    return dict(sorted(ROLES.items(), key=lambda pair: pair[1] is not own))


def _tour() -> dict[str, Any]:
    number = request.args.get("tour", type=int) if request else None
    if number is None or g.get("user") is None or extensions.settings().production:
        return {"tour": None}
    return {"tour": guided_tour.standpoint(extensions.session(), g.user, number)}
