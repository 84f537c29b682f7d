"""保存期限: what goes when it is not needed any more. Never figures, reports, their files, or anything of the trail.

What a person worked on and did not send stays, too, however old it is.
"""

from app.services.retention.running import Outcome, forget, preview, work

__all__ = ["Outcome", "forget", "preview", "work"]
