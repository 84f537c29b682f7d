"""備份: the database and the kept files as they are at one moment, made while people work, verified, put back.

A backup is a folder in BACKUP_DIR. It gets its name when it is whole; what a crash leaves half made has another name
and is swept away by the next. The manifest says what must be in it.
"""

from app.services.backup.creating import Created, create
from app.services.backup.nightly import back_up, verify_newest
from app.services.backup.restoring import Restored, restore
from app.services.backup.store import KeptBackup, find, standing
from app.services.backup.verifying import Verified, verify

__all__ = [
    "Created",
    "KeptBackup",
    "Restored",
    "Verified",
    "back_up",
    "create",
    "find",
    "restore",
    "standing",
    "verify",
    "verify_newest",
]
