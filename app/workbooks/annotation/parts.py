"""A package whose parts are looked at, changed, added and removed; all others go through as they are."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_EPOCH = (1980, 1, 1, 0, 0, 0)  # of parts that we add: the same marks are always the same bytes


class Package:
    """An open .xlsx or .ods file.

    :raises BadZipFile: if the bytes are no zip archive.
    """

    def __init__(self, content: bytes) -> None:
        self._zip = ZipFile(BytesIO(content))
        self._kept = dict.fromkeys(self._zip.namelist())
        self._changes: dict[str, bytes] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._changes or name in self._kept

    def names(self) -> list[str]:
        """The names of all parts, in their order; new ones at the end."""
        return list(self._kept | dict.fromkeys(self._changes))

    def read(self, name: str) -> bytes:
        """The bytes of a part.

        :raises KeyError: if there is none of that name.
        """
        if name in self._changes:
            return self._changes[name]
        if name in self._kept:
            return self._zip.read(name)
        raise KeyError(name)

    def write(self, name: str, content: bytes) -> None:
        """Change a part, or add one."""
        self._changes[name] = content

    def remove(self, name: str) -> None:
        """Take a part away, if it is there; if it is added again, it is a new one."""
        self._changes.pop(name, None)
        self._kept.pop(name, None)

    def free_name(self, pattern: str) -> str:
        """The first name that is not taken, the pattern's ``{}`` counted from 1."""
        number = 1
        while pattern.format(number) in self:
            number += 1
        return pattern.format(number)

    def to_bytes(self) -> bytes:
        """The package: parts in their old order with their old dates, new ones at the end."""
        out = BytesIO()
        with ZipFile(out, "w") as target:
            for name in self.names():
                entry = _old_entry(self._zip.getinfo(name)) if name in self._kept else _new_entry(name)
                target.writestr(entry, self.read(name))
        return out.getvalue()


def _old_entry(info: ZipInfo) -> ZipInfo:
    entry = ZipInfo(info.filename, info.date_time)
    entry.external_attr = info.external_attr
    entry.compress_type = ZIP_STORED if info.compress_type == ZIP_STORED else ZIP_DEFLATED
    return entry


def _new_entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, _EPOCH)
    entry.compress_type = ZIP_DEFLATED
    return entry
