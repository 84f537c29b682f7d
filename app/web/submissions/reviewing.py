"""What reviewers do with a report: take it, comment it, accept or return it, open it again."""

from collections.abc import Iterator, Mapping
from datetime import date

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app import clock, extensions
from app.domain.errors import NotFound, PlanMovedOn, UnsettledConflicts, UnusableEntry, WrongState
from app.domain.merge import Side
from app.domain.submission_status import SubmissionStatus
from app.services import held_rows, review_comments, submissions, waivers
from app.services.review_comments import Remark
from app.web.access import user
from app.web.conflict_choices import SEEN, SETTLE
from app.web.submissions.blueprint import bp
from app.web.submissions.viewing import ReviewForm, page_of, rejected_page

TYPED = "typed-"  # the name of what is typed instead of either side, before the conflict's id
REMARK, PLACE, ASKS = "remark-", "place-", "asks-"  # names of a comment that is being written, before the row's own


@bp.post("/submissions/<int:submission_id>/take")
def take(submission_id: int) -> ResponseReturnValue:
    """Begin the review."""
    session = extensions.session()
    submissions.take(session, submissions.get(session, submission_id, viewer=user()), by=user(), at=clock.now())
    flash("已開始審查，送件單位不能再抽回。", "success")
    return redirect(url_for(".show", submission_id=submission_id))


@bp.post("/submissions/<int:submission_id>/take-over")
def take_over(submission_id: int) -> ResponseReturnValue:
    """Go on with a review that somebody else has begun."""
    session = extensions.session()
    found = submissions.get(session, submission_id, viewer=user())
    submissions.take_over(session, found, by=user(), at=clock.now(), remark=request.form.get("remark", ""))
    flash("已接手審查，並留下原因。", "success")
    return redirect(url_for(".show", submission_id=submission_id))


@bp.post("/submissions/<int:submission_id>/comments")
def comment(submission_id: int) -> ResponseReturnValue:
    """Keep comments without deciding yet."""
    session = extensions.session()
    found = submissions.get(session, submission_id, viewer=user())
    try:
        kept = review_comments.add(session, found, _remarks(request.form), by=user(), at=clock.now())
    except (WrongState, NotFound) as refusal:
        flash(str(refusal), "error")
        return page_of(submission_id, ReviewForm(), 409)
    flash(f"已儲存 {kept} 則審查意見。" if kept else "沒有填寫審查意見。", "success" if kept else "info")
    section, number = request.form.get("section"), request.form.get("page", type=int)
    if section:
        return redirect(url_for(".differences_of", submission_id=submission_id, section=section, page=number))
    return redirect(url_for(".show", submission_id=submission_id, _anchor="comments"))


@bp.post("/submissions/<int:submission_id>/approve")
def approve(submission_id: int) -> ResponseReturnValue:
    """Accept a submission, with the sides chosen for its conflicts, but for the places to be corrected."""
    form, session = ReviewForm(), extensions.session()
    submission = submissions.get(session, submission_id, viewer=user())
    if not form.validate_on_submit():
        return page_of(submission_id, form, 422)
    chosen = _chosen(request.form)
    typed = {name: request.form.get(TYPED + name, "") for name, value in chosen.items() if value == "typed"}
    sides = {name: Side(value) for name, value in chosen.items() if name not in typed}
    unkept: Mapping[str, str] = request.form
    try:
        review_comments.add(session, submission, _remarks(request.form), by=user(), at=clock.now())
        unkept = {}  # or the next press of the button would keep them a second time
        returned = _returned(submission_id)
        applied = submissions.approve(
            session,
            submission,
            by=user(),
            at=clock.now(),
            settled=sides,
            typed=typed,
            seen=request.form.get(SEEN, type=int),
            returned=returned,
            remark=form.comment.data or "",
            correct_by=_due(form),
        )
    except (PlanMovedOn, UnsettledConflicts, UnusableEntry, WrongState) as refusal:
        flash(str(refusal), "error")
        return page_of(submission_id, form, 409, chosen, typed, unkept)  # with what was chosen already
    flash(_told(submission.status, applied, len(returned)), "success")
    return redirect(url_for(".show", submission_id=submission_id))


@bp.post("/submissions/<int:submission_id>/return")
def send_back(submission_id: int) -> ResponseReturnValue:
    """Return a submission for correction."""
    form, session = ReviewForm(), extensions.session()
    submission = submissions.get(session, submission_id, viewer=user())
    if not form.validate_on_submit() or not form.has_reason():
        return page_of(submission_id, form, 422)
    reason, due = form.comment.data or "", _due(form)
    unkept: Mapping[str, str] = request.form
    try:
        review_comments.add(session, submission, _remarks(request.form), by=user(), at=clock.now())
        unkept = {}
        submissions.send_back(session, submission, by=user(), at=clock.now(), comment=reason, correct_by=due)
    except WrongState as refusal:
        flash(str(refusal), "error")
        return page_of(submission_id, form, 409, said=unkept)
    flash("已退回補正，受委託單位將看到您的審查意見。", "success")
    return redirect(url_for(".show", submission_id=submission_id))


@bp.post("/submissions/<int:submission_id>/reopen")
def reopen(submission_id: int) -> ResponseReturnValue:
    """Ask for the period anew."""
    form, session = ReviewForm(), extensions.session()
    submission = submissions.get(session, submission_id, viewer=user())
    if not form.validate_on_submit() or not form.has_reason():
        return page_of(submission_id, form, 422)
    submissions.reopen(
        session, submission, by=user(), at=clock.now(), reason=form.comment.data or "", correct_by=_due(form)
    )
    flash("已重啟審查，計畫資料維持原狀，請受委託單位於期限內重新送件。", "success")
    return redirect(url_for(".show", submission_id=submission_id))


@bp.post("/review-comments/<int:comment_id>/settle")
def let_correction_go(comment_id: int) -> ResponseReturnValue:
    """A place need not be corrected any more."""
    reason = request.form.get("reason", "")
    row = review_comments.let_go(extensions.session(), comment_id, reason, by=user(), at=clock.now())
    flash("已免補正，並留下理由。", "success")
    return redirect(url_for(".show", submission_id=row.submission_id, _anchor="comments"))


@bp.post("/held-rows/<int:held_id>/settle")
def let_go(held_id: int) -> ResponseReturnValue:
    """A held row need not be reported any more."""
    reason = request.form.get("reason", "")
    row = held_rows.let_go(extensions.session(), held_id, reason, by=user(), at=clock.now())
    flash("已免補，並留下理由。", "success")
    return redirect(url_for(".show", submission_id=row.submission_id, _anchor="held"))


@bp.post("/submissions/<int:submission_id>/waivers")
def waive(submission_id: int) -> ResponseReturnValue:
    """Let a rule not block this submission, for one row or for all."""
    session = extensions.session()
    found = submissions.get(session, submission_id, viewer=user())
    code, _, key = request.form.get("waived", "").partition("/")
    try:
        waivers.waive(session, found, code, key or None, request.form.get("reason", ""), by=user(), at=clock.now())
    except WrongState as refusal:
        if found.status is not SubmissionStatus.REJECTED:
            raise
        return rejected_page(submission_id, 409, str(refusal))
    flash("已豁免，並留下理由；請通知上傳者重新檢核。", "success")
    return redirect(url_for(".show", submission_id=submission_id))


def _remarks(fields: Mapping[str, str]) -> Iterator[Remark]:
    """What was written beside rows; of the report as a whole where the row has no name."""
    for name, text in fields.items():
        if name.startswith(REMARK):
            row = name.removeprefix(REMARK)
            yield Remark(fields.get(PLACE + row) or row or None, text, asks=ASKS + row in fields)


def _chosen(fields: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix(SETTLE): value
        for name, value in fields.items()
        if name.startswith(SETTLE) and value in {*Side, "typed"}
    }


def _returned(submission_id: int) -> list[str]:
    """The places that the reviewer wants corrected, as ticked on the page and as said just now."""
    session = extensions.session()
    submission = submissions.get(session, submission_id, viewer=user())
    shown, ticked = (frozenset(request.form.getlist(name, type=int)) for name in ("asked", "returned"))
    return review_comments.chosen(session, submission, shown=shown, ticked=ticked)


def _due(form: ReviewForm) -> date | None:
    due: date | None = form.correct_by.data
    return due


def _told(status: SubmissionStatus, applied: int, returned: int) -> str:
    if status is SubmissionStatus.PASSED_FIRST:
        return "初審通過，已送複審；複審核定後計畫資料才會更新。"
    rest = f"；{returned} 處退回補正" if returned else ""
    return f"已核定，計畫資料已更新 {applied} 處{rest}。"
