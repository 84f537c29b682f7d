"""What every address asks of the person at the other end: one declaration an endpoint, and none without.

The gate of ``app.web.access`` turns away whom the declaration admits nowhere; whether it is admitted to *this* plan,
report or agency, the service asks again. Menus ask the same declarations (``may_open``).
"""

from enum import Enum, auto

from app.domain.roles import Permission
from app.services import permissions
from app.services.accounts import SignedInUser


class Door(Enum):
    """What needs no permission."""

    OPEN = auto()  # to everybody, signed in or not
    OWN = auto()  # to whoever is signed in: their own account, and what is the same for all


Need = Door | tuple[Permission, ...]  # one of these permissions

VIEW, REPORT, REVIEW = (Permission.VIEW,), (Permission.REPORT,), (Permission.REVIEW,)
SET_UP, TRAIL = (Permission.SET_UP,), (Permission.READ_TRAIL,)
PROPOSE_CHANGE, APPROVE_CHANGE = (Permission.PROPOSE_CHANGE,), (Permission.APPROVE_CHANGE,)
CASES, EXPORT = (Permission.MANAGE_CASES,), (Permission.EXPORT,)
STEPS = (Permission.MANAGE_CASES, Permission.APPROVE_CASES)
FIRMS, BUDGET = (Permission.MANAGE_FIRMS,), (Permission.READ_BUDGET,)
WRITE_VARIANCE = (Permission.REPORT, Permission.REVIEW)
CALENDAR = (Permission.KEEP_CALENDAR,)
READ_ACCOUNTS, MANAGE_ACCOUNTS = (Permission.READ_ACCOUNTS,), (Permission.MANAGE_ACCOUNTS,)
READ_JOBS, MANAGE_JOBS = (Permission.READ_JOBS,), (Permission.MANAGE_JOBS,)

#: By endpoint; "POST endpoint" where sending asks for something else than reading.
NEEDS: dict[str, Need] = {
    "static": Door.OPEN,
    "health.alive": Door.OPEN,
    "auth.login": Door.OPEN,
    "language.choose": Door.OPEN,
    "password_reset.ask": Door.OPEN,
    "password_reset.choose": Door.OPEN,
    "single_sign_on.go": Door.OPEN,
    "single_sign_on.come_back": Door.OPEN,
    "calendar_feed.fetch": Door.OPEN,  # the address itself is the key
    "auth.code": Door.OWN,
    "auth.logout": Door.OWN,
    "home.index": Door.OWN,
    "home.seen": Door.OWN,
    "account.show": Door.OWN,
    "account.password": Door.OWN,
    "account.time_left": Door.OWN,
    "account.keep_session": Door.OWN,
    "account.end_session": Door.OWN,
    "account.end_other_sessions": Door.OWN,
    "notice_choices.edit": Door.OWN,
    "inbox.index": Door.OWN,
    "inbox.open_notice": Door.OWN,
    "inbox.read": Door.OWN,
    "inbox.read_all": Door.OWN,
    "calendar_feed.make": Door.OWN,
    "calendar_feed.revoke": Door.OWN,
    "second_step.show": Door.OWN,
    "second_step.begin": Door.OWN,
    "second_step.renew": Door.OWN,
    "second_step.disable": Door.OWN,
    "help.index": Door.OWN,
    "help.own_first_use": Door.OWN,
    "help.first_use": Door.OWN,
    "help.words": Door.OWN,
    "help.demo": Door.OWN,
    "help.workbook": Door.OWN,
    "styleguide.show": Door.OWN,
    "styleguide.drawing": Door.OWN,
    "styleguide.data": Door.OWN,
    "progress.show": Door.OWN,
    "plans.index": Door.OWN,  # lists what the person may see, be it nothing
    "search.index": Door.OWN,  # finds what the person may see, be it nothing
    "search.box": Door.OWN,
    "portfolio.export": EXPORT,
    "portfolio.save_view": Door.OWN,
    "portfolio.remove_view": Door.OWN,
    "alerts.index": Door.OWN,
    "alerts.show": VIEW,
    "alerts.explain": (Permission.EXPLAIN_ALERT,),
    "alerts.assign": (Permission.ASSIGN_ALERT,),
    "alerts.send_back": (Permission.RETURN_EXPLANATION,),
    "week.index": Door.OWN,
    "plans.show": VIEW,
    "plans.days": VIEW,
    "plans.workbook": (Permission.EXPORT,),
    "plans.scan": (Permission.SCAN,),
    "period_closings.show": VIEW,
    "period_closings.close": (Permission.CLOSE_PERIOD,),
    "period_closings.reopen": (Permission.REOPEN_PERIOD,),
    "plan_changes.waiting": APPROVE_CHANGE,
    "plan_changes.index": VIEW,
    "plan_changes.show": VIEW,
    "plan_changes.new": PROPOSE_CHANGE,
    "plan_changes.edit": PROPOSE_CHANGE,
    "change_grids.edit": PROPOSE_CHANGE,
    "change_grids.keep": PROPOSE_CHANGE,
    "plan_changes.send": PROPOSE_CHANGE,
    "plan_changes.discard": PROPOSE_CHANGE,
    "plan_changes.approve": APPROVE_CHANGE,
    "plan_changes.send_back": APPROVE_CHANGE,
    "cases.index": VIEW,
    "cases.show": VIEW,
    "cases.export": EXPORT,
    "cases.save_view": VIEW,
    "cases.remove_view": VIEW,
    "cases.new": CASES,
    "cases.upload": CASES,
    "cases.preview": CASES,
    "cases.blank": CASES,
    "cases.sample": CASES,
    "cases.steps": STEPS,
    "cases.step": STEPS,
    "cases.pay": CASES,
    "cases.score": CASES,
    "cases.visit": CASES,
    "firms.index": VIEW,
    "firms.show": VIEW,
    "firms.duplicates": (Permission.READ_FIRMS,),
    "firms.new": FIRMS,
    "firms.register": FIRMS,
    "firms.merge": FIRMS,
    "firms.apart": FIRMS,
    "firms.undo": FIRMS,
    "follow_ups.index": VIEW,
    "follow_ups.workbook": CASES,
    "follow_ups.upload": CASES,
    "surveys.index": VIEW,
    "surveys.show": VIEW,
    "surveys.new": CASES,
    "surveys.blank": CASES,
    "surveys.answers": CASES,
    "surveys.upload": CASES,
    "surveys.correct": CASES,
    "setup_grids.edit": SET_UP,
    "setup_grids.keep": SET_UP,
    "plan_setup.new": SET_UP,
    "plan_setup.form": SET_UP,
    "plan_setup.preview": SET_UP,
    "plan_setup.copy": SET_UP,
    "plan_setup.next_year": SET_UP,
    "checkpoints.report": REPORT,
    "checkpoints.prose": REPORT,
    "indicators.report": REPORT,
    "indicators.prose": REPORT,
    "indicators.source": VIEW,
    "indicators.declare": SET_UP,
    "grids.edit": REPORT,
    "grids.keep": REPORT,
    "crosstabs.show": VIEW,
    "crosstabs.export": VIEW,
    "crosstabs.drawing": VIEW,
    "crosstabs.data": VIEW,
    "crosstabs.save_view": VIEW,
    "crosstabs.remove_view": VIEW,
    "evidence.index": VIEW,
    "POST evidence.index": REPORT,
    "evidence.download": VIEW,
    "evidence.withdraw": (Permission.REPORT, Permission.REVIEW),
    "submissions.index": REVIEW,
    "submissions.new": REPORT,
    "submissions.show": VIEW,
    "submissions.differences_of": VIEW,
    "submissions.source": VIEW,
    "submissions.annotated": VIEW,
    "submissions.recheck": REPORT,
    "submissions.send_faultless": REPORT,
    "submissions.send": REPORT,
    "submissions.discard": REPORT,
    "submissions.recall": REPORT,
    "submissions.take": REVIEW,
    "submissions.take_over": REVIEW,
    "submissions.comment": REVIEW,
    "submissions.let_correction_go": REVIEW,
    "submissions.reopen": (Permission.REOPEN,),
    "submissions.waive": REVIEW,
    "submissions.let_go": REVIEW,
    "submissions.approve": REVIEW,
    "submissions.send_back": REVIEW,
    "reversals.revert": (Permission.REVERT,),
    "audits.show": VIEW,
    "forecasts.show": VIEW,
    "variance.index": Door.OWN,  # of what the person may see, be it nothing
    "variance.export": EXPORT,
    "variance.plan": VIEW,
    "variance.export_plan": EXPORT,
    "variance.note": WRITE_VARIANCE,
    "variance.prose": WRITE_VARIANCE,
    "variance.adopt": REVIEW,
    "plan_charts.drawing": VIEW,
    "plan_charts.data": VIEW,
    "audits.report": VIEW,
    "audits.answer": REVIEW,
    "audits.answer_submission": REVIEW,
    "audit_trail.figure": VIEW,
    "audit_trail.index": TRAIL,
    "audit_trail.export": TRAIL,
    "delegations.show": (Permission.DELEGATE,),
    "delegations.end": (Permission.DELEGATE,),
    "admin_roles.show": READ_ACCOUNTS,
    "admin_people.index": READ_ACCOUNTS,
    "admin_people.show": READ_ACCOUNTS,
    "admin_people.new": MANAGE_ACCOUNTS,
    "admin_people.grant": MANAGE_ACCOUNTS,
    "admin_people.delegate": MANAGE_ACCOUNTS,
    "admin_people.revoke": MANAGE_ACCOUNTS,
    "admin_people.reset": MANAGE_ACCOUNTS,
    "admin_people.unlock": MANAGE_ACCOUNTS,
    "admin_people.disable": MANAGE_ACCOUNTS,
    "admin_people.enable": MANAGE_ACCOUNTS,
    "admin_jobs.index": READ_JOBS,
    "admin_jobs.show": READ_JOBS,
    "admin_jobs.change": MANAGE_JOBS,
    "admin_jobs.pause": MANAGE_JOBS,
    "admin_jobs.resume": MANAGE_JOBS,
    "admin_jobs.run": MANAGE_JOBS,
    "outbox.index": READ_ACCOUNTS,
    "outbox.retry": MANAGE_ACCOUNTS,
    "rules.index": (Permission.SET_RULES,),
    "rules.change": (Permission.SET_RULES,),
    "review_settings.index": (Permission.SET_RULES,),
    "review_settings.change": (Permission.SET_RULES,),
    "threshold_settings.index": (Permission.SET_RULES,),
    "threshold_settings.change": (Permission.SET_RULES,),
    "programme.index": (Permission.SET_RULES,),
    "programme.change": (Permission.SET_RULES,),
    "programme.note": (Permission.SET_RULES,),
    "office_calendar.index": CALENDAR,
    "office_calendar.set_day": CALENDAR,
    "office_calendar.remove_day": CALENDAR,
    "office_calendar.upload": CALENDAR,
    "office_calendar.confirm": CALENDAR,
    "budgets.index": BUDGET,
    "budgets.tree": BUDGET,
    "budgets.multi_year": BUDGET,
    "budgets.series": VIEW,
    "budgets.resolved": BUDGET,
    "resolutions.show": BUDGET,
    "resolutions.export": BUDGET,
    "resolutions.record": (Permission.ANSWER_RESOLUTIONS,),
    "budgets.indicators": BUDGET,
    "budgets.newest_indicators": BUDGET,
}


def need_of(endpoint: str, method: str) -> Need:
    """What an endpoint asks for.

    :raises KeyError: if nobody declared it; so nobody gets in.
    """
    return NEEDS.get(f"{method} {endpoint}", NEEDS[endpoint])


def may_open(user: SignedInUser, endpoint: str, method: str = "GET") -> bool:
    """Whether a page is worth offering to the person: there is something on it for them."""
    need = need_of(endpoint, method)
    return isinstance(need, Door) or any(permissions.may_anywhere(user, one) for one in need)


def require(user: SignedInUser, endpoint: str, method: str) -> None:
    """Go on only if the person may open this for anything at all.

    :raises PermissionDenied: if not.
    """
    if not may_open(user, endpoint, method):
        need = need_of(endpoint, method)
        assert not isinstance(need, Door)
        permissions.require_anywhere(user, need[0])
