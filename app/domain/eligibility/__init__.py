"""The rules of the programme (輔導規定): who may be helped, how often, and with how much money (field-notes 6).

Pure: a case as the rules see it, the limits in force that year, and what breaks them. Every violation quotes its rule.
"""

from app.domain.eligibility.advisers import Abnormality, bans
from app.domain.eligibility.candidate import Candidate, Rule, Violation
from app.domain.eligibility.check import violations
from app.domain.eligibility.limits import LABELS, Limits

__all__ = ["LABELS", "Abnormality", "Candidate", "Limits", "Rule", "Violation", "bans", "violations"]
