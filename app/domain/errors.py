"""Refusals: what the system will not do. The text is the sentence that the user reads."""

from collections.abc import Sequence
from datetime import timedelta


class DomainError(Exception):
    """A refusal named after the fact; its text says what, and what to do."""


class NotFound(DomainError):
    """What was asked for does not exist, or not for this person."""


class PermissionDenied(DomainError):
    """The person may not do this here."""


class SignInRefused(DomainError):
    """E-mail and password do not open an account."""


class PasswordRefused(DomainError):
    """A new password that may not be used, or a present one that is not right."""


class CodeRefused(DomainError):
    """A code of the second step that is wrong, used up or too old."""


class LinkExpired(DomainError):
    """A link that was good once, for a while."""


class AccountExists(DomainError):
    """An account of this e-mail is there already."""


class PlanExists(DomainError):
    """A plan of this code is there already."""


class LastYear(DomainError):
    """The plan ends with this year, so there is no next one."""


class SetupRefused(DomainError):
    """A plan cannot be set up as its workbook says."""


class WrongState(DomainError):
    """The thing is no longer, or not yet, in a state in which this can be done."""


class PeriodClosed(DomainError):
    """The period is closed: its figures are final, and no report of it can come, change or go."""


class UnsettledConflicts(DomainError):
    """A cell still differs between the file and the plan, and nobody has decided."""


class PlanMovedOn(DomainError):
    """The plan has changed since the page was shown on which somebody decided."""


class UnusableEntry(DomainError):
    """What was typed cannot stand in its cell."""


class WorkbookRefused(DomainError):
    """The file belongs elsewhere: another plan, another period, a revision that never was."""


class KnownFile(DomainError):
    """The same bytes came before, and what they became still stands: ``submission_id``."""

    def __init__(self, message: str, submission_id: int) -> None:
        super().__init__(message)
        self.submission_id = submission_id


class PasteRefused(DomainError):
    """A pasted block that fits nowhere, or in more than one way."""


class BadThreshold(DomainError):
    """A threshold that cannot be used."""


class EvidenceRefused(DomainError):
    """A file that is not kept as evidence: what it is, or what is in it, is not allowed."""


class ScannerUnavailable(DomainError):
    """The virus scanner gives no answer, and nothing may be kept without one."""


class TooMuch(DomainError):
    """More was asked for at once than one answer can hold."""


class TooOften(DomainError):
    """The person has done this so often that they must ``wait``."""

    def __init__(self, message: str, wait: timedelta) -> None:
        super().__init__(message)
        self.wait = wait


class ExplanationRefused(DomainError):
    """An answer to an alert that does not say what it must: ``faults``, pairs of a field and what to do."""

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        super().__init__("沒有儲存說明，警示沒有改變：" + "".join(message for _, message in faults))
        self.faults = tuple(faults)


class VarianceNoteRefused(DomainError):
    """A 差異分析 that does not say what it must: ``faults``, pairs of a field and what to do."""

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        super().__init__("沒有儲存差異分析：" + "".join(message for _, message in faults))
        self.faults = tuple(faults)


class ReplyRefused(DomainError):
    """A reply to a 立法院決議 that does not say what it must: ``faults``, pairs of a field and what to do."""

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        super().__init__("沒有登錄辦理情形：" + "".join(message for _, message in faults))
        self.faults = tuple(faults)


class CasesRefused(DomainError):
    """A list of cases, or a step of one, that cannot be taken as it stands."""


class JobFailed(DomainError):
    """A job that somebody started by hand did not get to its end."""


class BackupFailed(DomainError):
    """A backup could not be made, read, or put back; the text says why, and nothing half done is left."""


class TrailBroken(DomainError):
    """The audit trail was tampered with; the text says where."""
