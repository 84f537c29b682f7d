"""THE declaration of the list of follow-ups (訓練成效追蹤)."""

from app.domain.follow_up import OUTCOMES
from app.workbooks.layout import Column, Kind, Sheet

_DAY = "請填民國日期，例如 108/6/30。"
_PERSONS = "單位為人；沒有請填 0，沒有調查請留白。"

FOLLOW_UPS = Sheet(
    "訓練成效追蹤",
    "follow_ups",
    (
        Column("追蹤編號", "key", width=12, help="例如 T-001；不可與其他列重複。", required=True),
        Column("訓練課程", "course", width=28, required=True),
        Column("業者", "firm_name", width=28, help="以業者為對象時填寫；與學員至少填一項。"),
        Column("統一編號", "tax_id", Kind.TAX_ID, width=11, help="請填 8 位數字，開頭的 0 也要填。"),
        Column("學員", "trainee_name", width=11, help="個人資料；以學員為對象時填寫，結訓人數填 1。"),
        Column("結訓日", "finished_on", Kind.DATE, width=11, help=_DAY),
        Column("預定追蹤日", "planned_on", Kind.DATE, width=11, help=_DAY, required=True),
        Column("結訓人數", "trainees", Kind.COUNT, width=10, help="單位為人。", required=True),
        Column("實際追蹤日", "done_on", Kind.DATE, width=11, help=f"尚未追蹤請留白。{_DAY}"),
        Column("回覆人數", "answered", Kind.COUNT, width=10, help="實際追蹤到的人數。"),
        *(Column(f"{word}人數", field, Kind.COUNT, width=10, help=_PERSONS) for field, word in OUTCOMES.items()),
        Column("每月加薪合計", "raise_sum", Kind.MONEY, width=13, help="加薪者每月薪資增加數的合計，單位為元。"),
        Column("備註", "note", width=24),
    ),
    "一列一次追蹤，對象為業者或學員。匯入時每一列以檔案所填為準；檔案沒有的列保留原有內容。",
    growing=True,
    all_open=True,
    blank_rows=200,
    row_height=20,
)
