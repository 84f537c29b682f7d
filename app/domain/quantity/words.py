"""The words around a number that make it a figure or not: units, ordinals, codes, money nouns."""

import re

from app.domain.units import written_units

# What a unit must not be followed by, because it then begins another word: 元件, 人力, 30家庭. Only words
# that really follow numbers are listed; 家中小企業 and 個資訊系統 must stay 家 and 個.
_GUARDS = {
    "元": "[件素月旦老首氣智培]",
    "家": "[庭數長族電務鄉]|具(?![規備有體])",
    "案": "[例數號由情源別名]",
    "件": "數",
    "人": "[力員數才口類間均體身物臉事]",
    "名": "[單稱冊額義牌]",
    "位": "[於元置數階居址]",
    "戶": "[外數籍長政口]",
    "式": "樣",
    "份": "[額數]",
    "場": "[域館所景數合面]",
    "次": "[要級世數之]|性(?!別)",
    "項": "目(?!標)|[次下]",
    "則": "[是為須應不依以有可由屬因會仍係]",
    "個": "[別位]|人(?!月)|性化",
    "本": "[計年局府處部署院會公次屆土頁]|期(?!刊)",
    "國": "[內外家際產立民道]",
    "處": "[理分置於境長方罰遇]",
    "所": "[有得以屬在長示列轄述需定]",
    "站": "[臺點在上]",
    "群": "[組眾聚體]",
    "台": "[灣北中南東積塑]",
    "臺": "[灣北中南東]",
    "款": "[項式待科]",
    "種": "類(?!型)|[子植族]",
    "組": "[織成合長別建裝員]",
    "類": "[似別型股推比]",
    "團": "[體員購長結]",
    "隊": "[員伍長]",
    "檔": "[案次]",
    "期": "[間程許望待限末中初貨別]",
    "條": "[例碼件款文列]",
    "門": "[檻市診票牌號戶口路禁]",
    "班": "[級別長導機]",
    "課": "[程稅題長徵室]",
    "梯": "[隊田]",
    "批": "[發次評准]",
    "頁": "[面數碼]",
    "字": "[數體第母號典串]",
    "套": "[裝房用]",
    "張": "[貼力數]",
    "支": "[出付持援局票柱撐]|應(?!用)|用(?!戶)",
    "架": "[構設站]",
    "幅": "[度員]",
    "席": "[次捲位]",
    "間": "[接隔距的為之]",
    "座": "[談標位落]",
    "頭": "[期痛部]",
    "通": "[過路知訊貨案用常膨行盤車關風]",
    "線": "[上性索路]",
    "歲": "[入出計月末]",
    "校": "[園長務準正友際內外]",
    "社": "[會區群團工企經]",
    "村": "[里長民落]",
    "里": "[程長民山港]",
    "集": "[團合中點資聚結]",
    "部": "[分門會份長落屬署位]",
    "具": "[有備體]",
    "面": "[向積臨對談板試]",
    "床": "位",
    "回": "[復收饋流應覆歸顧函報]",
    "口": "[碑頭腔味譯罩岸服述語]",
    "只": "[有要是能]",
    "節": "[能約省電油水目慶稅錄減]",
    "尾": "[數款牙]",
    "店": "[家面數長務]",
    "年": "[度齡輕報級金會初底代獎費資薪]|中(?!小)",
    "季": "[報刊節]",
    "週": "[邊轉年報刊知]",
    "周": "[邊轉年]",
    "天": "[然下空氣災]",
    "日": "[本期報常後圓商前式誌用]",
    "度": "[假量過]",
    "坪": "[林數]",
    "分": "[析別布佈支局署類級擔攤配階散期流屬店離送]",
    "倍": "[數增]",
    "瓦": "斯",
    "成": "[長立衣果功本效品熟形交分案型績]|員(?!工)|就(?!業)",
    "單位": "數",
    "系統": "化",
    "階段": "性",
    "圓": "[形桌山滿]",
    "小時": "候",
}


def _guarded(unit: str) -> str:
    escaped = re.escape(unit)
    if unit.isascii() and unit[-1].isalnum():
        return rf"{escaped}(?![A-Za-z0-9])"
    guard = _GUARDS.get(unit)
    return f"{escaped}(?!{guard})" if guard else escaped


_RATE = r"(?:/(?:人月|年|月|日|天|週|季|小時|時|次|人次|人|案|家|件|戶|場次|場|公噸|噸|公里|公斤|公頃|公升|坪|平方公尺|度|個|式|kWh|kW|kg|m2|L|g))?"
UNIT = re.compile(rf"\s?(?P<unit>(?:{'|'.join(map(_guarded, written_units()))}){_RATE})")

MONEY = re.compile(
    r"產值|成本|經費|投資|增資|資金|資本|商機|營業額|營收|營業|效益|成效|績效|金額|額度|預算|補助|自籌|貸款|融資|收入|支出"
    r"|費用|訂單|價值|銷售|售價|薪|利潤|獲利|損失|保證|稅|款|股本|市值|價|採購|媒合|市場規模|帳面|購置|租金|獎金|費"
)
_NOT_MONEY = re.compile(r"人口|人數|家數|件數|人次|次數|瀏覽|下載|會員|觸及|點閱|流量|粉絲|用戶")
_POINTS = re.compile(r"分數|評分|得分|均分|平均分")

_ORDINAL = re.compile(r"(?:第|字第|§)(?:\d+(?:\s?[、~及至,-]\s?(?:第)?)?)*$|(?<![目次])第[一二三四五六七八九十百]*$")
_CODE = re.compile(r"(?<![A-Za-z])(?!NT$)[A-Za-z]{1,2}$|[#_.@/×*\\^]$|\d[-+&:]$|[A-Za-z]-$|(?:編號|代號|電話|分機|傳真|號碼|文號|代碼|學年|版本|門牌|統編|統一編號)[:： ]?$")
_TABLE = re.compile(r"(?:(?<![代發列填報年])表|(?<![意企藍地版構力])圖|附件|附錄|附表|附圖|頁次|頁)\s?$")
_CLOCK = re.compile(r"(?:\d時|\d點|\d:)$")
_LEADING_SLASH_COUNT = re.compile(r"[^\W\d_]/$")


def unit_at(text: str, at: int) -> tuple[str, int] | None:
    """(written unit, end) of the unit at ``at``: the longest the table knows that begins no longer word."""
    match = UNIT.match(text, at)
    if match is None:
        return None
    return match["unit"], match.end()


def is_numbering(text: str, at: int) -> bool:
    """Whether what stands before makes the digits at ``at`` an ordinal, a code, a time or a reference."""
    before = text[max(0, at - 12) : at]
    if _LEADING_SLASH_COUNT.search(before):
        return False  # 30案/268家 are two counts
    return any(pattern.search(before) for pattern in (_CODE, _ORDINAL, _TABLE, _CLOCK))


def speaks_of_money(before: str, after: str) -> bool:
    """Whether the nouns around a figure without 元 are about money (field-notes 2.1 rule 8)."""
    if _NOT_MONEY.search(before[-8:]) or _NOT_MONEY.match(after):
        return False
    return MONEY.search(before) is not None or MONEY.search(after) is not None


def speaks_of_points(before: str) -> bool:
    """Whether the clause is about a score, whose 分 is often left out."""
    return _POINTS.search(before) is not None
