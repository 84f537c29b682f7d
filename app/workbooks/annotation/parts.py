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
        self._changes: dict[str, bytes | None] = {}
        self._names = dict.fromkeys(self._zip.namelist())

    def __contains__(self, name: str) -> bool:
        return self._changes[name] is not None if name in self._changes else name in self._names

    def read(self, name: str) -> bytes:
        """The bytes of a part.

        :raises KeyError: if there is none of that name.
        """
        if name not in self:
            raise KeyError(name)
        changed = self._changes.get(name)
        return self._zip.read(name) if changed is None else changed

    def names(self) -> list[str]:
        """The names of all parts."""
        return [name for name in {**self._names, **self._changes} if name in self]

    def write(self, name: str, content: bytes) -> None:
        """Change a part, or add one."""
        self._changes[name] = content

    def remove(self, name: str) -> None:
        """Take a part away, if it is there."""
        self._changes[name] = None

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
            for info in self._zip.infolist():
                if info.filename in self:
                    target.writestr(_entry(info), self.read(info.filename))
            for name in self._changes:
                if name in self and name not in self._names:
                    target.writestr(_entry(ZipInfo(name, _EPOCH), ZIP_DEFLATED), self.read(name))
        return out.getvalue()


def _entry(info: ZipInfo, compression: int | None = None) -> ZipInfo:
    entry = ZipInfo(info.filename, info.date_time)
    entry.external_attr = info.external_attr
    stored = info.compress_type == ZIP_STORED and compression is None
    entry.compress_type = ZIP_STORED if stored else ZIP_DEFLATED
    return entry
