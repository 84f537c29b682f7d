"""The pages that are looked at by a machine (tests/browser) and by people (make screenshots): one list for both."""

PLAN = "/plans/SMEITA-107"
STRANGER = ""  # nobody has signed in

#: What an officer opens once the 107 plan has a report that waits, one that was not accepted, and alerts.
PAGES = (
    "/",
    "/plans",
    "/plans?view=heat",
    "/plans?group=contractor",
    "/plans/new",
    PLAN,
    f"{PLAN}/checkpoints/A-4/report",
    f"{PLAN}/indicators/2/report",
    f"{PLAN}/submissions/new",
    *(f"{PLAN}/periods/期末/grid/{section}" for section in ("checkpoints", "indicators", "cases")),
    f"{PLAN}/changes/grid/checkpoints",
    "/plans/new/grid/checkpoints",
    f"{PLAN}/periods/期末/closing",
    "/week",
    f"{PLAN}/audit",
    f"{PLAN}/evidence",
    f"{PLAN}/crosstab",
    f"{PLAN}/variance?order=worst",
    f"{PLAN}/variance/notes/indicators/1",
    "/variance",
    "/variance?by=組別",
    "/search?q=%E8%BC%94%E5%B0%8E",
    f"{PLAN}/follow-ups",
    f"{PLAN}/surveys",
    f"{PLAN}/surveys/new",
    "/submissions",
    "/submissions/1",
    "/submissions/2",
    "/rules",
    "/alerts?status=",
    f"{PLAN}/forecast?on=107-07-31",
    "/programme/budget",
    f"{PLAN}/days",
    "/alerts/1",
    "/alerts/explain?id=1&id=2",
    "/alerts/assign?id=1&id=2",
    "/audit-trail",
    "/admin/calendar?year=107",
    f"{PLAN}/history?section=indicators&key=2&field=actual",
    "/help",
    "/help/first-use",
    "/help/glossary",
    "/help/demo",
    "/help/workbook",
    "/plans?tour=2",
    "/account",
    "/account/notices",
    "/inbox",
    "/account/password",
    "/account/second-step",
    "/styleguide",
    "/nowhere",
)
#: What an officer does not see, or sees otherwise.
PAGES_OF = {
    "admin": (
        "/",
        "/admin/jobs",
        "/admin/jobs/scan_slippage",
        "/admin/outbox",
        "/admin/calendar?year=107",
        "/admin/people",
        "/admin/people/new",
        "/admin/roles",
        "/rules/1/thresholds",
    ),
    "manager": ("/",),
    "auditor": ("/",),
    "contractor": ("/", "/plans", "/alerts", "/alerts/1", "/alerts/explain?id=1", "/inbox", f"{PLAN}/submissions/new"),
}

#: What has something to show only in the whole demonstration (demo load --full), and what differs there by role.
WHOLE_DEMO = {
    STRANGER: ("/login",),
    "officer": (
        "/plans/DEMO-115-05",
        "/submissions/35",
        "/submissions/191",
        "/plans/DEMO-115-15/changes/12",
        "/plans/DEMO-115-15/changes/new",
        "/changes",
        f"{PLAN}/cases",
        f"{PLAN}/cases/107-0001",
        f"{PLAN}/cases/new",
        f"{PLAN}/crosstab?rows=輔導功能&cols=地區",
        f"{PLAN}/surveys/S1",
        f"{PLAN}/indicators/1/source",
        "/firms",
        "/firms/00003549",
        "/firms/duplicates",
        "/firms/new",
        "/programme/budget/108",
        "/programme/multi-year",
        "/programme/series",
        "/plans?view=heat&group=branch&roc_year=108",
        "/programme/resolutions",
        "/programme/resolutions/1",
        "/programme/114",
        "/programme-rules",
        "/account/delegations",
    ),
    "manager": ("/plans", PLAN, "/submissions/35", "/alerts", "/programme/114", "/inbox", "/week"),
    "auditor": ("/plans", PLAN, "/audit-trail", "/admin/people"),
    "admin": ("/plans", "/admin/people/2", "/rules/1/review"),
    "contractor": (PLAN, "/week"),
}


def pages_of_the_whole_demo() -> dict[str, tuple[str, ...]]:
    """Every page by who looks at it, each once."""
    known = {"officer": PAGES, **PAGES_OF}
    roles = (*WHOLE_DEMO, *known)
    return {role: tuple(dict.fromkeys((*known.get(role, ()), *WHOLE_DEMO.get(role, ())))) for role in roles}
