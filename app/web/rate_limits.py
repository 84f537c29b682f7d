"""What is limited in how often one person may do it: sending a file, and fetching one."""

from flask import Flask, g, request

from app import clock, extensions
from app.domain.rate_limit import UseKind
from app.services import rate_limits

#: Pages that answer with a file made or kept for the person. A test stops any other that does.
EXPORTS = frozenset(
    {
        "audit_trail.export",
        "audits.report",
        "cases.blank",
        "follow_ups.workbook",
        "surveys.answers",
        "surveys.blank",
        "cases.export",
        "crosstabs.data",
        "crosstabs.drawing",
        "crosstabs.export",
        "evidence.download",
        "plan_charts.data",
        "plan_charts.drawing",
        "plan_setup.copy",
        "plan_setup.form",
        "plan_setup.next_year",
        "plans.workbook",
        "styleguide.data",
        "styleguide.drawing",
        "portfolio.export",
        "resolutions.export",
        "submissions.annotated",
        "submissions.source",
        "variance.export",
        "variance.export_plan",
    }
)


def init_app(app: Flask) -> None:
    """Count before the page begins; after ``access`` has said who is there."""
    app.before_request(_count)


def _count() -> None:
    kind = _kind()
    if kind is None or g.get("user") is None:
        return
    with extensions.writing_session() as session:
        rate_limits.spend(session, g.user, kind, at=clock.now(), limits=extensions.settings().rates)


def _kind() -> UseKind | None:
    if request.endpoint in EXPORTS:
        return UseKind.EXPORT
    # A form that could bring a file and brings none (a grid, an empty field) costs little.
    return UseKind.UPLOAD if any(sent.filename for sent in request.files.values()) else None
