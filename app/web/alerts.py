"""警示: the list, one alert with its history, and what people do about it."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app import clock, extensions
from app.domain.alert_life import LEVEL_WORDS
from app.domain.errors import ExplanationRefused, NotFound
from app.domain.explanation import DelayCause, Explanation, Responsibility, required
from app.domain.lights import Light
from app.domain.roles import Permission
from app.domain.slippage import Level, SlipKind
from app.services import alerts, permissions, plans
from app.services.alerts import Wanted
from app.services.pages import alert_list, alert_page
from app.web.access import user
from app.web.fields import RocDateField
from app.web.report_forms import LONG, typed_text

bp = Blueprint("alerts", __name__)
IS_OPEN = {"open": True, "resolved": False}
LEVELS = {level.name.lower(): word for level, word in LEVEL_WORDS.items()}
SHORT = [Length(max=200, message="請在 200 字以內填寫。")]


def _read(kind: type[DelayCause] | type[Responsibility]) -> dict[str, Any]:
    """What is not chosen the service says, with all else that is missing."""
    return {"coerce": lambda text: kind(text) if text in set(kind) else None, "validate_choice": False}


class ExplanationForm(FlaskForm):
    """An answer to one or several alerts; what must be in it depends on how bad they are."""

    cause = SelectField("落後原因類別", description="選最主要的一類，供統計落後原因。", **_read(DelayCause))
    reason = TextAreaField("落後原因", LONG)
    remedy = TextAreaField("改善對策", LONG)
    catch_up_on = RocDateField("預定趕上日期")
    responsibility = SelectField(
        "責任歸屬", description="落後由哪一方造成；不可歸責於任何一方也請選明。", **_read(Responsibility)
    )
    follow_up_by = StringField("追蹤人", SHORT)
    coordination = TextAreaField("須協調事項", LONG)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.roc_year = clock.today().year - 1911  # the field reads its text while the form is made
        super().__init__(*args, **kwargs)
        self.cause.choices = [("", "請選擇"), *((one.value, one.value) for one in DelayCause)]
        self.responsibility.choices = [("", "請選擇"), *((one.value, one.value) for one in Responsibility)]

    def explanation(self) -> Explanation:
        """What was typed."""
        return Explanation(
            reason=typed_text(self.reason),
            cause=self.cause.data,
            remedy=typed_text(self.remedy),
            catch_up_on=self.catch_up_on.data,
            responsibility=self.responsibility.data,
            follow_up_by=typed_text(self.follow_up_by),
            coordination=typed_text(self.coordination),
        )


class AssignForm(FlaskForm):
    """Who is to answer."""

    person = SelectField("指派給", [InputRequired("請選擇要指派的人員。")], coerce=int)


class ReturnForm(FlaskForm):
    """Why an explanation is not enough."""

    reason = TextAreaField("退回原因", [InputRequired("請填寫退回原因，說明哪裡不足、要補充什麼。"), *LONG])


@bp.get("/alerts")
def index() -> ResponseReturnValue:
    """What slips in the plans the person may see."""
    session, filters = extensions.session(), _filters()
    wanted = _wanted(filters)
    return render_template(
        "alerts/index.html",
        listing=alert_list.lines(session, user(), wanted, page=request.args.get("page", 1, type=int), on=clock.today()),
        waiting=alerts.count_waiting_for(session, user(), Wanted()),
        scanned_on=alerts.last_scan_on(session),
        filters=filters,
        plans=plans.visible_to(session, user()),
        lights=list(Light),
        levels=LEVELS,
        kinds=alert_list.kinds_in_use(),
        may_explain=permissions.may_anywhere(user(), Permission.EXPLAIN_ALERT),
        may_assign=permissions.may_anywhere(user(), Permission.ASSIGN_ALERT),
    )


@bp.get("/alerts/<int:alert_id>")
def show(alert_id: int) -> ResponseReturnValue:
    """Whose turn it is, why, and what happened; whoever is asked has seen it with this."""
    session = extensions.session()
    alert = alerts.get(session, alert_id, viewer=user())
    if alerts.is_news_to(alert, user()):
        with extensions.writing_session() as writing:
            alerts.mark_seen(writing, alert, by=user(), on=clock.today(), at=clock.now())
        alerts.read_again(session, alert)
    page = alert_page.show(session, alert, viewer=user(), on=clock.today())
    return render_template("alerts/show.html", page=page, form=ReturnForm(formdata=None))


@bp.route("/alerts/explain", methods=["GET", "POST"])
def explain() -> ResponseReturnValue:
    """Answer the alerts of ``?id=…&id=…`` at once, each for itself."""
    session = extensions.session()
    found = alerts.several(session, _chosen(), viewer=user())
    permissions.require(user(), Permission.EXPLAIN_ALERT, found[0].plan)
    form = ExplanationForm(obj=alert_page.begun(session, list(found), on=clock.today()))
    if form.validate_on_submit():
        try:
            alerts.explain(session, found, form.explanation(), by=user(), on=clock.today(), at=clock.now())
        except ExplanationRefused as refusal:
            for field, message in refusal.faults:
                form[field].errors = [*form[field].errors, message]
        else:
            flash(f"已儲存 {len(found)} 件警示的說明。", "success")
            return redirect(_back(found))
    worst = Level(max(alert.level for alert in found))
    page = render_template(
        "alerts/explain.html",
        lines=alert_list.lines_of(session, found, clock.today()),
        form=form,
        required=required(worst),
        worst=LEVEL_WORDS[worst],
        understood=form.catch_up_on.understood if form.is_submitted() else None,
        back=_back(found),
    )
    return page, 422 if form.errors else 200


@bp.route("/alerts/assign", methods=["GET", "POST"])
def assign() -> ResponseReturnValue:
    """Name who is to answer the alerts of ``?id=…&id=…``."""
    session = extensions.session()
    found = alerts.several(session, _chosen(), viewer=user())
    for alert in found:
        permissions.require(user(), Permission.ASSIGN_ALERT, alert.plan)
    form, people = AssignForm(), {one.id: one for one in alerts.assignable(session, found)}
    form.person.choices = [(one.id, one.label) for one in alert_page.people_for(session, list(found))]
    if form.validate_on_submit():
        person = people[form.person.data]
        alerts.assign(session, found, person, by=user(), on=clock.today(), at=clock.now())
        flash(f"已將 {len(found)} 件警示指派給 {person.name}。", "success")
        return redirect(_back(found))
    lines = alert_list.lines_of(session, found, clock.today())
    page = render_template("alerts/assign.html", lines=lines, form=form, back=_back(found))
    return page, 422 if form.errors else 200


@bp.post("/alerts/<int:alert_id>/return")
def send_back(alert_id: int) -> ResponseReturnValue:
    """Return the explanation as not enough."""
    session, form = extensions.session(), ReturnForm()
    alert = alerts.get(session, alert_id, viewer=user())
    permissions.require(user(), Permission.RETURN_EXPLANATION, alert.plan)
    if not form.validate():
        page = alert_page.show(session, alert, viewer=user(), on=clock.today())
        return render_template("alerts/show.html", page=page, form=form), 422
    alerts.send_back(session, alert, by=user(), on=clock.today(), at=clock.now(), reason=form.reason.data or "")
    flash("已退回說明，並重新起算說明期限。", "success")
    return redirect(url_for(".show", alert_id=alert_id))


def _filters() -> dict[str, str]:
    asked = {"status": request.args.get("status", "open")}
    return asked | {
        name: request.args.get(name, "")
        for name in ("light", "level", "kind", "plan", "mine", "unanswered", "explained")
    }


def _wanted(filters: dict[str, str]) -> Wanted:
    """A word that nobody knows filters nothing."""
    kinds, levels = {kind.value: kind for kind in SlipKind}, {level.name.lower(): level for level in Level}
    return Wanted(
        is_open=IS_OPEN.get(filters["status"]),
        light=filters["light"],
        plan_code=filters["plan"],
        level=levels.get(filters["level"]),
        kind=kinds.get(filters["kind"]),
        is_mine=bool(filters["mine"]),
        is_unanswered=bool(filters["unanswered"]),
        is_explained=bool(filters["explained"]),
    )


def _chosen() -> list[int]:
    chosen = [text for text in request.args.getlist("id") if text.isdecimal()]
    if not chosen:
        raise NotFound("沒有選擇警示；請在警示清單勾選後再辦理。")
    return [int(text) for text in chosen]


def _back(found: Sequence[Any]) -> str:
    if len(found) == 1:
        return url_for(".show", alert_id=found[0].id)
    return url_for(".index", plan=found[0].plan.code)
