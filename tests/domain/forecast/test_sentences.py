from datetime import date
from decimal import Decimal

from app.domain.forecast import Basis, FinishForecast, Method, ValueForecast, sentences
from app.domain.forecast.model import Ground
from app.domain.forecast.work_kinds import work_kind

GROUND = Ground(Method.PACE, Basis.CONTRACTOR, size=14, open=2, constructed=5, as_base=False)
DUE = date(2018, 10, 15)
LATE = FinishForecast(date(2018, 10, 12), date(2018, 10, 25), date(2019, 1, 3), GROUND, None)


def test_a_finish_reads_as_people_say_it():
    assert sentences.finish_text(LATE, due_on=DUE) == "預計 107/10/25 完成（晚 10 天）"
    assert sentences.finish_range_text(LATE) == "107/10/12 至 108/1/3"


def test_a_value_reads_as_people_say_it():
    made = ValueForecast(Decimal(152), Decimal(160), Decimal(171), GROUND, None)

    assert sentences.value_short_text(made, unit="案", places=0, ends_on=date(2019, 2, 16)).startswith("期末可達 ")
    assert sentences.value_short_text(made, unit="案", places=0, ends_on=date(2018, 12, 31)) == "年底可達 152–171 案"


def test_money_keeps_its_printed_unit():
    made = ValueForecast(Decimal(152_000_000), Decimal(160_000_000), Decimal(171_000_000), GROUND, None)

    assert sentences.value_range_text(made, unit="億元", places=2) == "1.52–1.71 億元"


def test_what_it_stands_on_names_class_size_open_ones_and_constructed_ones():
    said = sentences.ground_text(GROUND, noun="查核點")

    assert said == ("依目前進度，參照同一受委託單位已知結果的 14 項查核點（另 2 項逾期未完成），其中 5 項為示範資料")


def test_the_kind_of_work_is_named_by_its_deliverable():
    assert work_kind("完成辦理個案輔導計畫簽約管考說明會1場次以上") == "說明會及活動"
    assert work_kind("完成期中執行成果報告") == "報告及文件"
    assert work_kind("完成規劃E化審查、管考系統RFP") == "採購及委外"
    assert work_kind("甲乙丙") == "其他"
