"""The declaration of the sheets against design section 5 and against the plan document."""

import pytest

from app.domain.plan_document import REPORTED_SECTIONS, reported_fields
from app.workbooks.sheets import SHEETS, sheet_of

HEADERS = {
    "查核點": (
        "分項計畫 序號 預定完成日 查核點概述 權重 預定值 單位 實際完成日 實際值 達成情形 落後原因 改善對策 預定趕上日期"
    ),
    "績效指標": "編號 屬性 類別 項目 單位 原訂目標值 實際達成值 效益說明 重大突破",
    "工作項目": "分項計畫 工作項目 實際執行內容 差異分析",
    "個案成效": (
        "個案編號 受輔導業者 統一編號 縣市 類組 輔導功能 輔導單位 輔導單位別 輔導模式 狀態 政府經費 自籌款 "
        "增加產品附加價值 增加產品訂單 提高人員生產效率 提供設備生產效率 降低人力成本 降低製造成本 "
        "降低採購成本 降低庫存成本 降低不良品損耗成本 降低研發測試成本 降低設備維護成本"
    ),
    "經費": "會計科目 經費來源 簽約數 執行數 備註",
    "人力": "級別 原訂人月 實際人月",
}


def test_the_sheets_and_their_headers_are_those_of_the_public_interface():
    declared = {sheet.name: " ".join(column.header for column in sheet.columns) for sheet in SHEETS}

    assert declared == HEADERS


def test_every_reported_section_has_its_sheet_under_its_own_name():
    assert {sheet.section: sheet.name for sheet in SHEETS} == REPORTED_SECTIONS


@pytest.mark.parametrize("section", REPORTED_SECTIONS)
def test_every_reported_field_can_be_filled_in(section):
    shown = {field for column in sheet_of(section).columns for field in column.fields}

    assert set(reported_fields(section)) <= shown


@pytest.mark.parametrize("section", REPORTED_SECTIONS)
def test_no_input_message_is_longer_than_excel_shows(section):
    assert [c.header for c in sheet_of(section).columns if len(c.help) > 255 or len(c.header) + 4 > 32] == []


@pytest.mark.parametrize("section", REPORTED_SECTIONS)
def test_every_open_column_tells_what_to_fill_in(section):
    sheet = sheet_of(section)

    assert [c.header for c in sheet.columns if sheet.is_open(c) and not (c.help or c.choices)] == []
