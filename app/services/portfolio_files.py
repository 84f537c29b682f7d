"""The portfolio taken out as a file: all that the list says, on all its pages, with the filters named."""

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Literal

from sqlalchemy.orm import Session

from app.domain.audit_trail import Entry, Subject
from app.domain.roc_calendar import format_roc
from app.domain.roles import Permission
from app.models import User
from app.reports.trail_report import guarded
from app.services import audit_entries, audit_trail
from app.services.pages import plan_list
from app.services.pages.plan_list import PlanListing
from app.services.permissions import require_anywhere
from app.services.portfolio import choosing
from app.services.portfolio.asking import Wanted
from app.services.portfolio.choosing import Choices
from app.services.transaction import transaction
from app.workbooks.portfolio_book import portfolio_book, portfolio_csv
from app.workbooks.writer import WRITERS

TITLE = "計畫總覽"
FileKind = Literal["xlsx", "ods", "csv"]


def export(
    session: Session, asked: Wanted, *, kind: FileKind, by: User, on: date, at: datetime, trail: Session
) -> bytes:
    """Exactly the plans that the list shows, in its order. Taking them out leaves an event.

    :param trail: a session that may write: reading holds up nobody.
    :raises PermissionDenied: if ``by`` may take no plan's data out.
    """
    require_anywhere(by, Permission.EXPORT)
    listing = plan_list.page(session, by, on=on, wanted=asked, size=None, permission=Permission.EXPORT)
    choices = choosing.shelves(session, by, on=on).choices(asked.roc_year)
    told = {"匯出": f"{TITLE} .{kind}", "條件": in_words(asked, choices), "計畫數": listing.page.total}
    with transaction(trail):
        entry = Entry(Subject.EXPORT, TITLE, None, told, label=f"{TITLE}（{listing.page.total} 項）")
        audit_trail.record(trail, [entry], by=by, at=at, agency_id=audit_entries.agency_of(by))
    notes = list(_notes(listing, asked, choices, on))
    if kind == "csv":
        return portfolio_csv(notes, listing.rows, guarded)
    out = BytesIO()
    WRITERS[kind](portfolio_book(TITLE, notes, listing.rows, made_at=at.isoformat(timespec="seconds")), out)
    return out.getvalue()


def in_words(asked: Wanted, choices: Choices) -> str:
    """The filters in force, for people."""
    named = {
        "年度": f"{asked.roc_year} 年度" if asked.roc_year else "全部年度",
        "燈號": f"{asked.light}燈" if asked.light else "",
        "組別": asked.division,
        "分支計畫": dict(choices.branches).get(asked.branch or 0, "" if asked.branch is None else "查無"),
        "受委託單位": dict(choices.contractors).get(asked.contractor or 0, "" if asked.contractor is None else "查無"),
        "機關": dict(choices.agencies).get(asked.agency or 0, "" if asked.agency is None else "查無"),
        "文字": asked.words,
        "警示": "有落後警示" if asked.has_alerts else "",
    }
    return "；".join(f"{name}：{text}" for name, text in named.items() if text)


def _notes(listing: PlanListing, asked: Wanted, choices: Choices, on: date) -> Iterator[str]:
    total = listing.sums.all
    yield f"條件：{in_words(asked, choices)}；排序：{asked.order.label}；資料日期 {format_roc(on)}"
    rate = "—" if total.rate is None else f"{total.rate * 100:.1f}%"
    yield (
        f"合計 {total.plans:,} 項計畫，政府經費 {total.government_budget:,} 元，簽約數 {total.contracted:,} 元，"
        f"執行數 {total.executed:,} 元（{total.unreported:,} 項未填報），執行率 {rate}，個案 {total.cases:,} 案"
    )
    yield "執行率＝執行數÷簽約數；原因來源：說明＝警示之落後說明，填報＝期報之落後原因，規則＝系統判定之依據"
    if listing.of_day.outdated:
        yield f"其中 {listing.of_day.outdated:,} 項之排序與合計依 {format_roc(listing.of_day.day)} 之每日紀錄"
    if any(line.is_demo for line in listing.rows):
        yield "含示範資料，請勿作為正式管考依據"
