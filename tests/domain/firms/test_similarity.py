"""Which entries may be one firm, and in what words that is said."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.firms import FirmFacts, likeness, name_key, office_key
from app.domain.firms.name import KINDS, differs_by_one

HAN = st.sampled_from("示範台臺峯峰梅溪資訊緣陰製鞋ＣＮC3Ｄ 　()（）股有公司廠一")
NAMES = st.text(HAN, min_size=1, max_size=14)
FIRMS = st.builds(
    FirmFacts, st.sampled_from(["00053456", "00016880"]), NAMES, st.sampled_from([None, "臺北市信義路2段1號"])
)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("示範台平石材股份有限公司", "示範臺平石材股份有限公司", "名稱僅差「台/臺」"),
        ("示範梅溪資訊股份有限公司", "示範梅溪資訊(股)公司", "名稱僅差公司種類簡寫"),
        ("示範臺平石材（股）公司", "示範台平石材股份有限公司", "名稱僅差「台/臺」、公司種類簡寫"),
        ("示範梅寒鑄造(有)公司", "示範梅寒鑄造有限公司", "名稱僅差公司種類簡寫"),
        ("示範虛才ＣＮＣ加工有限公司", "示範虛才CNC加工有限公司", "名稱僅差全形／半形"),
        ("示範虛才cnc加工有限公司", "示範虛才CNC加工有限公司", "名稱僅差大小寫"),
        ("示範　改詩製鞋有限公司", "示範改詩製鞋有限公司 ", "名稱僅差空白"),
        ("示範昌峯針織有限公司", "示範昌峰針織有限公司", "名稱僅差「峯/峰」"),
        ("示範月空化工股份有限公司一廠", "示範月空化工股份有限公司", "名稱僅差廠別或分公司"),
        ("示範月空化工股份有限公司台中分公司", "示範月空化工股份有限公司", "名稱僅差廠別或分公司"),
        ("示範月空化工股份有限公司", "示範月空化工有限公司", "名稱僅差公司種類（有限公司／股份有限公司）"),
        ("示範月空化工股份有限公司総公司", "示範月空化工股份有限公司", "名稱僅差異體字、廠別或分公司"),
        ("示範宿調精密企業社", "示範宿調精密企業社", "名稱相同"),
        ("示範梅溪資訊有限公司", "示範梅寒資訊有限公司", "名稱相近（差 1 字）"),
        ("示範梅溪資訊有限公司", "示範梅溪資有限公司", "名稱相近（差 1 字）"),
    ],
)
def test_names_of_one_firm_are_found_and_the_difference_is_said(one: str, other: str, reason: str) -> None:
    found = likeness(FirmFacts("1", one), FirmFacts("2", other))

    assert found is not None
    assert sorted(found.reason) == sorted(reason)  # of the two variants either may be named first
    assert found == likeness(FirmFacts("2", other), FirmFacts("1", one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("示範梅溪資訊有限公司", "示範競竹紡織有限公司"),
        ("示範梅溪資訊有限公司", "示範梅溪紡織有限公司"),
        ("大立光", "大立亮"),
        ("有限公司", "股份有限公司"),
    ],
)
def test_names_that_only_look_alike_are_two_firms(one: str, other: str) -> None:
    assert likeness(FirmFacts("1", one), FirmFacts("2", other)) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("台北市信義路二段１２號3樓", "臺北市信義路2段12號3F"),
        ("10048 臺北市信義路2段12-3號", "台北市信義路二段12之3號"),
        ("花蓮縣花蓮市國富里12鄰國聯五路十二號", "花蓮縣花蓮市國富里國聯五路12號"),
    ],
)
def test_one_address_is_written_in_many_ways(one: str, other: str) -> None:
    assert office_key(one) == office_key(other) is not None


@pytest.mark.parametrize("address", [None, "", "臺北市信義區", "未填"])
def test_an_address_without_a_house_number_tells_nothing(address: str | None) -> None:
    assert office_key(address) is None


def test_more_evidence_ranks_higher() -> None:
    here = "臺北市信義路2段1號"
    new = FirmFacts("00053456", "示範梅溪資訊有限公司", here)
    others = [
        FirmFacts("00053456", "示範改名有限公司"),
        FirmFacts("2", "示範 梅溪資訊有限公司"),
        FirmFacts("3", "示範梅寒資訊有限公司", here),
        FirmFacts("4", "示範梅溪資訊股份有限公司"),
        FirmFacts("5", "示範梅寒資訊有限公司"),
        FirmFacts("6", "示範競竹紡織有限公司", here),
    ]

    scores = [found.score for other in others if (found := likeness(new, other))]

    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 6
    assert scores[0] == Decimal(1)


@given(FIRMS, FIRMS)
def test_likeness_does_not_depend_on_the_order(one: FirmFacts, other: FirmFacts) -> None:
    assert likeness(one, other) == likeness(other, one)


@given(FIRMS)
def test_a_firm_is_like_itself(firm: FirmFacts) -> None:
    found = likeness(firm, firm)

    assert found is not None
    assert found.score == 1
    assert "名稱相同" in found.reason


@given(NAMES, st.sampled_from(KINDS))
def test_the_normal_form_of_a_normal_form_is_itself(name: str, kind: str) -> None:
    key = name_key(name + kind)
    assume(key.kind)

    assert name_key(key.core + key.kind).core == key.core


@given(st.text("示範梅溪資訊", min_size=1, max_size=9), st.integers(0, 8), st.sampled_from("甲乙"))
def test_names_that_differ_by_one_character_share_a_half(name: str, at: int, char: str) -> None:
    assume(at < len(name))
    mine = name_key(name)

    for changed in (name[:at] + char + name[at + 1 :], name[:at] + char + name[at:], name[:at] + name[at + 1 :]):
        if not changed or changed == name:
            continue
        theirs = name_key(changed)
        assert differs_by_one(mine.core, theirs.core)
        half = len(changed) // 2
        assert theirs.front == name[:half] or name.endswith(theirs.back)
