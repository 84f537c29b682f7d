"""搜尋: a page of its own, and the list under the box in the header."""

from collections.abc import Callable

from flask import Blueprint, render_template, request, url_for

from app import clock, extensions
from app.domain.search_kinds import SearchKind
from app.services.pages import search_page
from app.services.pages.search_page import ResultLine
from app.web.access import user

bp = Blueprint("search", __name__)

EACH, EACH_IN_BOX = 8, 3  # results of a kind; all of them are a link away

#: Where a result leads.
ADDRESSES: dict[SearchKind, Callable[[ResultLine], str]] = {
    SearchKind.PLAN: lambda line: url_for("plans.show", code=line.plan_code),
    SearchKind.CHECKPOINT: lambda line: url_for("plans.show", code=line.plan_code, _anchor=f"checkpoint-{line.key}"),
    SearchKind.INDICATOR: lambda line: url_for("plans.show", code=line.plan_code, _anchor=f"indicator-{line.key}"),
    SearchKind.WORK_ITEM: lambda line: url_for("plans.show", code=line.plan_code, _anchor="work"),
    SearchKind.CASE: lambda line: url_for("cases.show", code=line.plan_code, key=line.key),
    SearchKind.FIRM: lambda line: url_for("firms.show", tax_id=line.key),
    SearchKind.EVIDENCE: lambda line: url_for(
        "evidence.index", code=line.plan_code, q="".join(piece for piece, _ in line.title)
    ),
    SearchKind.REPORT_FILE: lambda line: url_for("submissions.show", submission_id=line.row_id),
}


@bp.get("/search")
def index() -> str:
    """The results for ``?q=``, by kind; with ``?kind=`` all of one kind."""
    return render_template("search/index.html", page=_page(EACH, _kind()), address=_address, kinds=SearchKind)


@bp.get("/search/box")
def box() -> str:
    """The best results, for the list that opens under the box while one types."""
    return render_template("search/_results.html", page=_page(EACH_IN_BOX), address=_address)


def _page(each: int, only: SearchKind | None = None) -> search_page.SearchPage:
    return search_page.show(
        extensions.session(), request.args.get("q", ""), viewer=user(), on=clock.today(), each=each, only=only
    )


def _kind() -> SearchKind | None:
    word = request.args.get("kind", "")
    return SearchKind(word) if word in set(SearchKind) else None


def _address(line: ResultLine) -> str:
    return ADDRESSES[line.kind](line)
