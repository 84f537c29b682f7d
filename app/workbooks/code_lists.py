"""The code lists behind the drop-downs of 個案成效 (field-notes 4.2; 表 4 to 表 7 of the 107 report)."""

COUNTIES = (
    *("臺北市", "新北市", "桃園市", "臺中市", "臺南市", "高雄市"),
    *("基隆市", "新竹市", "新竹縣", "苗栗縣", "彰化縣", "南投縣", "雲林縣", "嘉義市", "嘉義縣", "屏東縣"),
    *("宜蘭縣", "花蓮縣", "臺東縣", "澎湖縣", "金門縣", "連江縣"),
)

GROUPS = ("金屬機電", "電子資訊", "紡織製鞋", "化學工業", "食品藥技", "知識服務", "設計服務")

FUNCTIONS = (*("新產品/新技術開發", "產品設計", "製程技術", "E化", "資訊及數據應用", "環保工安", "節能減碳"),)

ADVISER_KINDS = ("財團法人", "學校", "技術服務業")

MODES = ("一般", "共通性")

#: 輔導中 is the state between approval and closing, which a year-end list no longer shows.
STATES = ("輔導中", "結案", "歇業", "未核定", "不予推薦", "資格不符")

#: Written in everyday spelling as often as in the official one (field-notes 4.2): only in names of counties.
OFFICIAL_SPELLING = str.maketrans({"台": "臺"})
