"""``flask cases import``: what scripts rely on (design section 5)."""

from pathlib import Path

import pytest
from support.case_lists import application, as_csv

pytestmark = pytest.mark.slow  # these load the demonstration

OFFICER = "officer@demo.example"


def test_a_list_is_counted_and_a_second_time_unchanged(demo, tmp_path: Path) -> None:
    path = tmp_path / "個案.csv"
    path.write_bytes(as_csv(application()))

    first = demo("cases", "import", path, "--as", OFFICER, "--json")
    again = demo("cases", "import", path, "--as", OFFICER, "--json")

    assert (first.code, first.value) == (0, {"imported": 1, "updated": 0, "unchanged": 0, "problems": []})
    assert (again.code, again.value) == (0, {"imported": 0, "updated": 0, "unchanged": 1, "problems": []})


def test_a_refused_list_names_its_cells_and_exits_with_1(demo, tmp_path: Path) -> None:
    path = tmp_path / "個案.csv"
    path.write_bytes(as_csv(application(縣市="火星市")))

    answer = demo("cases", "import", path, "--as", OFFICER, "--json")

    assert answer.code == 1
    assert answer.value["imported"] == 0
    [problem] = answer.value["problems"]
    assert (problem["cell"], problem["severity"], problem["code"]) == ("D2", "錯誤", "county_unknown")


def test_who_may_not_is_refused(demo, tmp_path: Path) -> None:
    path = tmp_path / "個案.csv"
    path.write_bytes(as_csv(application()))

    answer = demo("cases", "import", path, "--as", "auditor@demo.example", "--plan", "SMEITA-107", "--json")

    assert answer.code == 1
    assert answer.value["error"]["code"] == "PermissionDenied"
