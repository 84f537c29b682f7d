"""The guided demo: for each role the stops of a walk, what to look at there, and where it is."""

from dataclasses import dataclass

from app.domain.roles import Role


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop: its name, what to look at, and the path; ``{plan}`` in it is a plan that the person may see."""

    title: str
    look: str
    path: str


_HOME = "首頁"
STOPS: dict[Role, tuple[Stop, ...]] = {
    Role.CONTRACTOR: (
        Stop(_HOME, "左邊是要交的期報：下載活頁簿、填好、上傳。右邊是要修正與要說明的事。", "/"),
        Stop("計畫清單", "只看得到貴單位的計畫；燈號旁說明為什麼。", "/plans"),
        Stop("計畫頁", "進度曲線、查核點、指標、經費與各期期報都在這一頁。", "/plans/{plan}"),
        Stop(
            "上傳期報",
            "把填好的活頁簿拖進來；問題會逐格列出，並可下載標註檔。",
            "/plans/{plan}/submissions/new",
        ),
        Stop("佐證資料", "簽到表、照片等檔案附在查核點或個案之下。", "/plans/{plan}/evidence"),
        Stop("警示", "勾選「待我處理」，逐件填寫落後原因與改善對策。", "/alerts?mine=1"),
        Stop("填報說明", "每一欄怎麼填、日期與金額可以怎麼寫、有哪些檢核規則。", "/help/workbook"),
        Stop("收件匣", "退回、核定與到期提醒；點進去就到辦理的那一頁。", "/inbox"),
        Stop("通知方式", "選擇哪些事立即寄信、哪些每日彙整。", "/account/notices"),
    ),
    Role.OFFICER: (
        Stop(_HOME, "誰欠什麼、欠多久、上次何時通知；右邊是待審的期報與變更。", "/"),
        Stop("待審期報", "點進期報看新舊值對照、衝突與檢核警示，再核定或退回。", "/submissions"),
        Stop("待審變更", "展延、撤銷與目標值調整的申請與理由。", "/changes"),
        Stop("警示", "依落後程度排列；可以一併指派或代為說明。", "/alerts?status=open"),
        Stop("計畫頁", "一項計畫的進度、查核點、指標、經費與各期期報。", "/plans/{plan}"),
        Stop("交叉檢核", "表內與表間兜不攏的數字，逐項確認並留下說明。", "/plans/{plan}/audit"),
        Stop("本週變化", "與一週前相比，哪些計畫的燈號、進度與數值改變。", "/week"),
        Stop("新增計畫", "上傳設定活頁簿、複製計畫或建立次年度計畫。", "/plans/new"),
        Stop("檢核規則與門檻", "每一項門檻都有預設值與來源，可以依機關或計畫調整。", "/rules"),
        Stop("稽核軌跡", "每個數字是誰、何時、從哪個檔案、由誰核定。", "/audit-trail"),
    ),
    Role.MANAGER: (
        Stop(_HOME, "哪裡落後、落後多少、為什麼、誰處理，先看左邊五項。", "/"),
        Stop("落後的計畫", "本年度計畫依落後程度排列，可依年度與燈號篩選。", "/plans?order=worst"),
        Stop("計畫頁", "預定與實際進度曲線、推估完成日與各項指標。", "/plans/{plan}"),
        Stop("推估", "照目前的步調，查核點何時完成、指標年底到多少。", "/plans/{plan}/forecast"),
        Stop("警示", "逾期未說明而陳報到主管的警示，勾選「待我處理」。", "/alerts?mine=1"),
        Stop("待審變更", "展延或調整目標值的申請，核定前看得到影響。", "/changes"),
        Stop("本週變化", "與一週前相比，變差的計畫排在前面。", "/week"),
        Stop("立法院決議", "各項決議的辦理情形、答復與期限。", "/programme/resolutions"),
        Stop("代理人", "差假期間委任代理人，期滿自動終止。", "/account/delegations"),
    ),
    Role.AUDITOR: (
        Stop(_HOME, "稽核軌跡是否完整、未回覆的檢核發現、最近的復原與重新開放。", "/"),
        Stop("稽核軌跡", "依人員、計畫與日期查詢每一筆變更，可以下載。", "/audit-trail"),
        Stop("計畫頁", "所有資料都看得到，沒有任何可以修改的按鈕。", "/plans/{plan}"),
        Stop("交叉檢核", "系統重新加總各表，列出兜不攏的數字與承辦人的說明。", "/plans/{plan}/audit"),
        Stop("計畫變更", "原訂與歷次核定的目標值、展延與理由。", "/plans/{plan}/changes"),
        Stop("警示", "每一件警示的規則、門檻、說明與歷程。", "/alerts?status="),
        Stop("企業", "同一家企業歷年受輔導的紀錄。", "/firms"),
        Stop("帳號與權限", "誰有什麼角色，從何時到何時，由誰授予。", "/admin/people"),
    ),
    Role.ADMIN: (
        Stop(_HOME, "排程、寄件匣、帳號、備份與磁碟的狀況。", "/"),
        Stop("排程", "每項工作何時執行、結果如何；失敗的工作可以重做。", "/admin/jobs"),
        Stop("寄件匣", "寄不出去的信與原因，修正後可以重寄。", "/admin/outbox"),
        Stop("帳號與權限", "新增帳號、授予角色、解除鎖定與重設密碼。", "/admin/people"),
        Stop("角色一覽", "每個角色可以做什麼，一張表說完。", "/admin/roles"),
        Stop("辦公日曆", "上班日與補班日；說明期限依此計算。", "/admin/calendar"),
        Stop("檢核規則", "各機關的檢核規則、審查方式與門檻。", "/rules"),
        Stop("稽核軌跡", "權限與設定的變更也在這裡。", "/audit-trail"),
    ),
}
