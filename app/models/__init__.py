"""The tables and what is always true of them. May import the domain only; writes nothing by itself."""

from app.models.account import RoleGrant, SignInSession, User
from app.models.account_event import AccountEvent
from app.models.agency import Agency, Contractor
from app.models.alert import Alert, AlertEvent, AlertExplanation
from app.models.application_count import ApplicationCount
from app.models.attempt import AttemptCount
from app.models.audit_answer import AuditAnswer
from app.models.audit_event import AuditEvent
from app.models.base import Base
from app.models.budget import BudgetAccount, BudgetLine
from app.models.calendar_day import CalendarDay, CalendarYear
from app.models.calendar_feed import CalendarFeed
from app.models.case import Case, CaseEvent, CaseScore, Firm
from app.models.change_request import ChangeRequest
from app.models.checkpoint import Checkpoint
from app.models.evidence import EvidenceFile
from app.models.external_identity import ExternalIdentity
from app.models.finance import FinanceLine, Staffing
from app.models.firm_decision import FirmDecision
from app.models.follow_up import FollowUp
from app.models.forecast import ForecastRecord
from app.models.grid_draft import GridDraft
from app.models.held_row import HeldRow
from app.models.indicator import Indicator
from app.models.job_run import JobRun
from app.models.language_choice import LanguageChoice
from app.models.last_look import LastLook
from app.models.lease import Lease
from app.models.multi_year import Allotment, MultiYearPlan
from app.models.notice import Notice, NoticeChoice, ToldSource
from app.models.outbox import OutboxLetter
from app.models.password import PasswordReset, PastPassword
from app.models.period_closing import PeriodClosing
from app.models.plan import Plan, SubPlan, WorkItem
from app.models.plan_snapshot import PlanSnapshot
from app.models.programme_indicator import ProgrammeIndicator
from app.models.programme_rule import AdviserAbnormality, ProgrammeLimit, RuleExemption
from app.models.rate_use import RateUse
from app.models.resolution import Resolution
from app.models.resolution_reply import ResolutionReply
from app.models.reversal import SubmissionReversal
from app.models.review import ReviewComment, ReviewSetting, SubmissionEvent
from app.models.revision import PlanRevision
from app.models.rule import RuleSetting, RuleWaiver
from app.models.saved_view import SavedView
from app.models.scheduled_job import ScheduledJob
from app.models.search_entry import SearchDue, SearchEntry
from app.models.second_factor import RecoveryCode, TotpSecret
from app.models.submission import ReportingPeriod, Submission
from app.models.survey import Survey, SurveyQuestion, SurveyResponse
from app.models.threshold import ThresholdOverride
from app.models.variance_note import VarianceNote

__all__ = [
    "AccountEvent",
    "AdviserAbnormality",
    "Agency",
    "Alert",
    "AlertEvent",
    "AlertExplanation",
    "Allotment",
    "ApplicationCount",
    "AttemptCount",
    "AuditAnswer",
    "AuditEvent",
    "Base",
    "BudgetAccount",
    "BudgetLine",
    "CalendarDay",
    "CalendarFeed",
    "CalendarYear",
    "Case",
    "CaseEvent",
    "CaseScore",
    "ChangeRequest",
    "Checkpoint",
    "Contractor",
    "EvidenceFile",
    "ExternalIdentity",
    "FinanceLine",
    "Firm",
    "FirmDecision",
    "FollowUp",
    "ForecastRecord",
    "GridDraft",
    "HeldRow",
    "Indicator",
    "JobRun",
    "LanguageChoice",
    "LastLook",
    "Lease",
    "MultiYearPlan",
    "Notice",
    "NoticeChoice",
    "OutboxLetter",
    "PasswordReset",
    "PastPassword",
    "PeriodClosing",
    "Plan",
    "PlanRevision",
    "PlanSnapshot",
    "ProgrammeIndicator",
    "ProgrammeLimit",
    "RateUse",
    "RecoveryCode",
    "ReportingPeriod",
    "Resolution",
    "ResolutionReply",
    "ReviewComment",
    "ReviewSetting",
    "RoleGrant",
    "RuleExemption",
    "RuleSetting",
    "RuleWaiver",
    "SavedView",
    "ScheduledJob",
    "SearchDue",
    "SearchEntry",
    "SignInSession",
    "Staffing",
    "SubPlan",
    "Submission",
    "SubmissionEvent",
    "SubmissionReversal",
    "Survey",
    "SurveyQuestion",
    "SurveyResponse",
    "ThresholdOverride",
    "ToldSource",
    "TotpSecret",
    "User",
    "VarianceNote",
    "WorkItem",
]
