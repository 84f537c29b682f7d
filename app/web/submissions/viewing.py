"""Looking at reports: the list, one of them, its differences, its files."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import PurePath
from types import MappingProxyType

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import Length

from app import clock, extensions
from app.domain.errors import NotFound
from app.domain.roc_calendar import roc_year
from app.domain.submission_status import SubmissionStatus
from app.services import annotated_files, audits, files, submissions
from app.services.pages import evidence_list, rejection_page, review_part, submission_list, submission_page
from app.services.pages.paging import paged
from app.web.access import user
from app.web.fields import RocDateField
from app.web.submissions.blueprint import bp


class ReviewForm(FlaskForm):
    """A decision on a submission; nothing in it is required to approve."""

    comment = TextAreaField("審查意見", [Length(max=2000, message="請在 2,000 字以內說明。")])
    correct_by = RocDateField("補正期限")

    @property
    def roc_year(self) -> int:
        """What completes a date without a year."""
        return roc_year(clock.today())

    def has_reason(self) -> bool:
        """Whether a reason is given; if not, the field says so."""
        if (self.comment.data or "").strip():
            return True
        self.comment.errors = [*self.comment.errors, "請填寫原因，說明要補正什麼。"]
        return False


@bp.get("/submissions")
def index() -> ResponseReturnValue:
    """What waits for this person's review."""
    rows = submission_list.waiting(extensions.session(), user(), on=clock.today())
    return render_template("submissions/index.html", rows=rows)


@bp.get("/submissions/<int:submission_id>")
def show(submission_id: int) -> ResponseReturnValue:
    """One submission: problems, differences, decision."""
    return page_of(submission_id, ReviewForm())


@bp.get("/submissions/<int:submission_id>/differences/<section>")
def differences_of(submission_id: int, section: str) -> ResponseReturnValue:
    """All differences of one sheet, page by page: a file can bring thousands of cases."""
    session = extensions.session()
    submission = submissions.get(session, submission_id, viewer=user())
    beside = submissions.beside_plan(session, submission)
    page = submission_page.show(session, submission, beside, viewer=user(), data_dir=extensions.settings().data_dir)
    group = next((group for group in page.sections if group.section == section), None)
    if group is None:
        raise NotFound("這份期報在這張工作表沒有任何差異。")
    listing = paged(group.rows, request.args.get("page", 1, type=int))
    review = review_part.show(session, submission, viewer=user(), on=clock.today())
    return render_template(
        "submissions/differences.html", submission=page, group=group, listing=listing, review=review, said={}
    )


@bp.get("/submissions/<int:submission_id>/source")
def source(submission_id: int) -> ResponseReturnValue:
    """The file byte for byte as it came."""
    submission = submissions.get(extensions.session(), submission_id, viewer=user())
    if submission.file_sha256 is None:
        raise NotFound("這份期報由網頁填報，沒有活頁簿檔案。")
    content = files.read(extensions.settings().data_dir, submission.file_sha256)
    return send_file(
        BytesIO(content),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=submission.file_name,
    )


@bp.get("/submissions/<int:submission_id>/annotated")
def annotated(submission_id: int) -> ResponseReturnValue:
    """The person's own file with every problem marked in it."""
    session = extensions.session()
    submission = submissions.get(session, submission_id, viewer=user())
    content = annotated_files.of_submission(session, submission, viewer=user(), data_dir=extensions.settings().data_dir)
    name = PurePath(submission.file_name or "期報")
    return send_file(
        BytesIO(content),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=f"{name.stem}-標註{name.suffix}",
    )


def page_of(
    submission_id: int,
    form: ReviewForm,
    status: int = 200,
    settled: Mapping[str, str] = MappingProxyType({}),
    typed: Mapping[str, str] = MappingProxyType({}),
    said: Mapping[str, str] | None = None,
) -> ResponseReturnValue:
    """The page of a submission, with what was typed into its forms.

    :param settled: what was chosen for each conflict.
    :param typed: what was typed instead of either side's value.
    :param said: the comments that are not kept yet; ``None`` for all that were sent.
    """
    session = extensions.session()
    submission = submissions.get(session, submission_id, viewer=user())
    if submission.status is SubmissionStatus.REJECTED:
        return rejected_page(submission_id, status)
    review = review_part.show(session, submission, viewer=user(), on=clock.today())
    beside = submissions.beside_plan(session, submission)
    page = submission_page.show(session, submission, beside, viewer=user(), data_dir=extensions.settings().data_dir)
    if form.correct_by.data is None and not form.is_submitted():
        form.correct_by.data = review.usual_due
    shown = {
        "submission": page,
        "audit": audits.of_submission(session, submission, beside),
        "evidence": evidence_list.of_submission(session, submission, viewer=user(), seen=beside),
        "review": review,
        "form": form,
        "said": request.form if said is None else said,
        "settled": settled,
        "typed": typed,
    }
    return render_template("submissions/show.html", **shown), status


def rejected_page(submission_id: int, status: int, refusal: str | None = None) -> ResponseReturnValue:
    """The page of a file that was kept with its errors; a refused waiver keeps what was typed."""
    session, data_dir = extensions.session(), extensions.settings().data_dir
    submission, number = submissions.get(session, submission_id, viewer=user()), request.args.get("page", 1, type=int)
    shown = {
        "submission": rejection_page.show(session, submission, viewer=user(), data_dir=data_dir, page=number),
        "review": review_part.show(session, submission, viewer=user(), on=clock.today()),
        "refusal": refusal,
        "typed": request.form,
    }
    return render_template("submissions/rejected.html", **shown), status
