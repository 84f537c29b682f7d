"""Every column that holds data of a person says so, and none gets into the system unseen."""

import re
from dataclasses import fields

from app.domain.personal_data import PersonalKind
from app.domain.plan_document import ROW_TYPES
from app.models import Base, Case

MARKED = {
    "account_event.address": "network",
    "account_event.browser": "network",
    "account_event.detail": "text",
    "account_event.email": "email",
    "alert_explanation.follow_up_by": "name",
    "audit_event.actor": "name",
    "audit_event.address": "network",
    "audit_event.after": "text",
    "audit_event.before": "text",
    "audit_event.label": "text",
    "audit_event.reporter": "name",
    "audit_event.row_key": "text",
    "case_score.member": "name",
    "external_identity.subject": "identifier",
    "firm.head_name": "name",
    "follow_up.trainee_name": "name",
    "notice.subject": "text",
    "notice.text": "text",
    "outbox_letter.address": "email",
    "outbox_letter.html": "text",
    "outbox_letter.last_error": "text",
    "outbox_letter.subject": "text",
    "outbox_letter.text": "text",
    "plan_case.contact_email": "email",
    "plan_case.contact_phone": "phone",
    "plan_case.female_head": "gender",
    "plan_case.female_pi": "gender",
    "plan_case.head_name": "name",
    "role_grant.reason": "text",
    "sign_in_session.address": "network",
    "sign_in_session.browser": "network",
    "survey_response.answers": "text",
    "user_account.email": "email",
    "user_account.name": "name",
}
#: Named like data of a person, and none: names of organisations, plans, files and settings.
OF_NO_PERSON = {
    "adviser_abnormality.adviser_name",
    "agency.name",
    "alert.addressed",
    "alert_event.addressed",
    "audit_event.file_name",
    "budget_account.name",
    "budget_line.name",
    "calendar_day.name",
    "calendar_year.file_name",
    "contractor.name",
    "evidence_file.file_name",
    "firm.head_office",
    "firm.name",
    "firm.name_back",
    "firm.name_front",
    "firm.name_key",
    "follow_up.firm_name",
    "lease.name",
    "multi_year_plan.name",
    "plan.name",
    "plan_case.adviser_name",
    "plan_case.firm_name",
    "plan_case.head_office",
    "programme_indicator.group_name",
    "programme_limit.name",
    "saved_view.name",
    "scheduled_job.name",
    "sub_plan.name",
    "submission.file_name",
    "survey_response.group_name",
    "threshold_override.name",
    "work_item.name",
}
SUSPICIOUS = re.compile(
    r"name|mail|phone|mobile|fax|address|postal|browser|actor$|reporter|member|person|head|contact|author|"
    r"gender|female|birth|id_number"
)


def marked() -> dict[str, str]:
    """The columns that are marked, with the kind of what they hold."""
    columns = [column for table in Base.metadata.sorted_tables for column in table.columns]
    return {str(one): str(one.info["personal"]) for one in columns if "personal" in one.info}


def test_these_columns_hold_personal_data() -> None:
    assert marked() == MARKED  # a new one needs its line here, and somebody who thinks of who may read it
    assert {PersonalKind(kind) for kind in marked().values()} == set(PersonalKind)


def test_a_column_named_like_data_of_a_person_is_marked_or_known_to_be_none() -> None:
    columns = [column for table in Base.metadata.sorted_tables for column in table.columns]
    named = {str(one) for one in columns if SUSPICIOUS.search(one.name) and not one.foreign_keys}

    assert named - marked().keys() == OF_NO_PERSON


def test_the_plan_document_and_so_workbooks_and_revisions_hold_no_personal_data() -> None:
    personal = {name.partition(".")[2] for name in marked() if name.startswith(Case.__tablename__ + ".")}
    told = {field.name for field in fields(ROW_TYPES["cases"])}

    assert personal
    assert not personal & told
