"""What an entry is held against, and what the whole table shows."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session
from support.plan_builder import case
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person, a_plan

from app.domain.errors import PermissionDenied, WrongState
from app.domain.firms.verdict import FirmVerdict
from app.domain.roles import Role
from app.models import Firm
from app.services.firms import deciding, registering
from app.services.firms.duplicates import duplicates
from app.services.firms.similar import similar_firms

OFFICE = "臺北市信義路2段1號"


@pytest.fixture
def firms(session: Session) -> Session:
    session.add_all(
        [
            Firm(tax_id="00000001", name="示範台平石材股份有限公司"),
            Firm(tax_id="00000002", name="示範臺平石材（股）公司"),
            Firm(tax_id="00000003", name="示範台平玉石材有限公司"),
            Firm(tax_id="00000004", name="示範台石材有限公司"),
            Firm(tax_id="00000005", name="範台平石材有限公司"),
            Firm(tax_id="00000006", name="示範台平石林有限公司"),
            Firm(tax_id="00000007", name="示範競竹紡織有限公司", head_office=OFFICE),
            Firm(tax_id="00000008", name="示範競梅紡織有限公司"),
        ]
    )
    session.commit()
    return session


def test_an_entry_is_held_against_all_that_look_like_it_the_likeliest_first(firms: Session) -> None:
    found = similar_firms(firms, "示範台平石材股份有限公司", "00000002", "台北市信義路二段１號")

    assert [one.facts.tax_id[-1] for one in found] == ["2", "1", "3", "6", "4", "5", "7"]
    assert found[0].likeness.reason == "統一編號相同；名稱僅差「台/臺」、公司種類簡寫"
    assert found[-1].likeness.reason == "登記地址相同"


def test_the_whole_table_tells_who_may_be_one(session: Session) -> None:
    written = case("107-0003", firm_name="示範 精密（股）公司")
    other = case("107-0004", firm_name="示範精密股份有限公司", tax_id="22099131")
    a_plan(session, small_plan(cases=(case(), written, other)))

    found = duplicates(session)

    assert [(one.tax_ids, one.names, float(one.score), one.reason) for one in found] == [
        (
            ("04595257",),
            ("示範精密股份有限公司", "示範 精密（股）公司"),
            1.0,
            "統一編號相同；名稱僅差空白、公司種類簡寫",
        ),
        (("04595257", "22099131"), ("示範精密股份有限公司", "示範 精密（股）公司"), 0.95, "名稱相同"),
    ]


def test_a_case_that_bears_the_name_of_another_firm_is_told(session: Session) -> None:
    mixed_up = case("107-0003", firm_name="示範食品有限公司")
    a_plan(session, replace(small_plan(), cases=(*small_plan().cases, mixed_up)))

    found = {one.tax_ids: one.reason for one in duplicates(session)}

    assert found["04595257", "10458575"] == "個案所寫名稱是另一家企業的名稱"


def test_who_was_told_apart_is_not_told_again_for_a_case_that_bears_the_name_of_the_other(session: Session) -> None:
    mixed_up = case("107-0003", firm_name="示範食品有限公司")
    a_plan(session, replace(small_plan(), cases=(*small_plan().cases, mixed_up)))

    deciding.tell_apart(session, "10458575", "04595257", by=a_person(session, Role.OFFICER), at=NOW)

    assert [one.tax_ids for one in duplicates(session)] == [("04595257",)]


def test_one_head_office_is_told_of_all_its_firms_together(session: Session) -> None:
    names = ["示範競竹紡織有限公司", "示範台平石材有限公司", "示範收光農產有限公司"]
    session.add_all([Firm(tax_id=f"0000000{n}", name=name, head_office=OFFICE) for n, name in enumerate(names, 1)])
    session.commit()

    (found,) = duplicates(session)

    assert found.tax_ids == ("00000001", "00000002", "00000003")
    assert (float(found.score), found.reason) == (0.5, "登記地址相同")


def test_firms_are_entered_with_what_was_decided_of_them(firms: Session) -> None:
    officer = a_person(firms, Role.OFFICER)
    text = f"統一編號\t名稱\t登記地址\n04595257\t示範競竹紡織（有）公司\t{OFFICE}\n10458575，示範新設有限公司"

    lines = registering.examine(firms, text, by=officer)
    count = registering.register(firms, text, {("04595257", "00000007"): FirmVerdict.SAME}, by=officer, at=NOW)

    assert [one.facts.tax_id for one in lines[0].similar] == ["00000007", "00000008"]
    assert (count, lines[1].similar) == (2, ())
    merged = firms.query(Firm).filter_by(tax_id="04595257").one()
    assert merged.merged_into_id == firms.query(Firm).filter_by(tax_id="00000007").one().id


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "請貼上至少一列"),
        ("04595257\t示範甲有限公司\n12345678\t示範乙有限公司", "第 2 列：統一編號「12345678」檢查碼不符"),
        ("04595257\t示範甲有限公司\n04595257\t示範乙有限公司", "第 2 列：統一編號與第 1 列重複"),
        ("04595257\t", "第 1 列：請在統一編號之後填寫企業名稱"),
    ],
)
def test_one_faulty_line_keeps_all_out(session: Session, text: str, says: str) -> None:
    officer = a_person(session, Role.OFFICER)

    with pytest.raises(WrongState, match=says):
        registering.register(session, text, {}, by=officer, at=NOW)

    assert session.query(Firm).count() == 0


def test_what_is_known_of_a_firm_is_not_overwritten(firms: Session) -> None:
    officer = a_person(firms, Role.OFFICER)
    a_plan(firms)

    count = registering.register(firms, "04595257\t示範別名有限公司\t別處1號", {}, by=officer, at=NOW)

    known = firms.query(Firm).filter_by(tax_id="04595257").one()
    assert (count, known.name, known.head_office) == (0, "示範精密股份有限公司", None)


def test_two_new_firms_of_one_name_are_held_against_each_other(session: Session) -> None:
    officer = a_person(session, Role.OFFICER)

    lines = registering.examine(session, "04595257\t示範甲有限公司\n10458575\t示範甲（有）公司", by=officer)

    assert [one.facts.tax_id for one in lines[1].similar] == ["04595257"]


def test_who_does_not_keep_the_firms_learns_nothing_of_them(session: Session) -> None:
    contractor = a_person(session, Role.CONTRACTOR, contractor="財團法人甲")

    with pytest.raises(PermissionDenied):
        registering.examine(session, "04595257\t示範甲有限公司", by=contractor)


@pytest.mark.parametrize("at", range(6))
@pytest.mark.parametrize("kind_of_slip", ["replaced", "put in", "left out"])
def test_a_character_that_differs_is_found_wherever_it_stands(session: Session, at: int, kind_of_slip: str) -> None:
    name = "甲乙丙丁戊己"
    slips = {"replaced": name[:at] + "庚" + name[at + 1 :], "put in": name[:at] + "庚" + name[at:]}
    written = slips.get(kind_of_slip, name[:at] + name[at + 1 :])
    session.add(Firm(tax_id="00000001", name=f"{written}有限公司"))
    session.commit()

    (found,) = similar_firms(session, f"{name}有限公司", "00000002")

    assert found.likeness.reason == "名稱相近（差 1 字）"
