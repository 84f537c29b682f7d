"""角色與權限: the table of who may do what, as the system asks it."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.services.pages import people_page

bp = Blueprint("admin_roles", __name__)


@bp.get("/admin/roles")
def show() -> ResponseReturnValue:
    """Roles, actions and how far they reach."""
    return render_template("admin/roles.html", table=people_page.role_table())
