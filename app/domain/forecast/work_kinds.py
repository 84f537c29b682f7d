"""What kind of work a checkpoint is, by the word for its deliverable: the third ring of its reference class."""

#: The first kind of which a word occurs. What is delivered says more than what it is about, so 「簽約管考說明會」 is
#: a meeting and 「網站…資料更新」 is about the web site. [D]
WORDS: dict[str, tuple[str, ...]] = {
    "採購及委外": ("RFP", "招標", "採購", "委外"),
    "說明會及活動": ("說明會", "發表會", "研討會", "座談會", "媒合會", "記者會", "展覽", "參展", "活動", "會議"),
    "訓練及課程": ("課程", "訓練", "培訓", "研習", "工作坊"),
    "網站及系統": ("網站", "系統建置", "建置", "平台", "平臺", "資料庫", "APP"),
    "報告及文件": ("報告", "簡報", "檢核表", "手冊", "須知", "白皮書", "專刊"),
    "調查及研究": ("調查", "問卷", "研究", "盤點", "分析"),
    "結案及驗收": ("結案", "驗收"),
    "查核及訪視": ("查核", "查訪", "訪視", "抽查"),
    "受理申請": ("受理", "收件", "公告", "徵件"),
    "審查及核定": ("評選", "審查", "核定", "遴選"),
    "簽約": ("簽約", "簽訂"),
    "輔導及診斷": ("輔導", "診斷", "諮詢", "訪廠"),
}
OTHER = "其他"


def work_kind(description: str) -> str:
    """The kind of work that a checkpoint's description (查核點概述) names; 其他 if none of the words occurs."""
    text = description.upper()
    return next((kind for kind, words in WORDS.items() if any(word in text for word in words)), OTHER)
