"""Asks a ClamAV daemon (clamd) about the bytes of a file, in its own protocol over TCP or a Unix socket."""

import logging
import socket
import struct
from dataclasses import dataclass
from datetime import datetime

from app.domain.errors import EvidenceRefused, ScannerUnavailable
from app.domain.evidence import ScanResult

log = logging.getLogger(__name__)

_CHUNK = 1 << 18
_LONGEST_ANSWER = 4096


@dataclass(frozen=True, slots=True)
class Scanner:
    """Where the daemon listens, and whether files may be kept while it does not.

    ``address``: ``host:port``, or the path of a socket.
    """

    address: str
    is_required: bool = False
    patience: float = 60.0  # seconds for each step of the talk; a large archive takes many


def scan(content: bytes, scanner: Scanner | None, *, at: datetime) -> tuple[ScanResult, datetime | None]:
    """What the scanner says, and when it was asked; not scanned where there is none, or none that answers.

    :raises EvidenceRefused: if it finds something.
    :raises ScannerUnavailable: if it does not answer and is required.
    """
    if scanner is None:
        return ScanResult.NOT_SCANNED, None
    try:
        answer = _ask(content, scanner)
    except (OSError, ValueError) as error:
        answer = str(error)
    if answer.endswith(" FOUND"):
        finding = answer.removesuffix(" FOUND").partition(": ")[2]
        raise EvidenceRefused(f"防毒軟體在檔案中發現「{finding}」，檔案未保存；請先以防毒軟體檢查您的電腦。")
    if answer.endswith(": OK"):
        return ScanResult.CLEAN, at
    log.error("virus scanner %s did not judge a file of %d bytes: %s", scanner.address, len(content), answer)
    if scanner.is_required:
        raise ScannerUnavailable("防毒掃描目前無法使用，檔案未保存；請稍後再上傳，若持續發生請洽系統管理者。")
    return ScanResult.NOT_SCANNED, None


def _ask(content: bytes, scanner: Scanner) -> str:
    """One INSTREAM talk: lengths before chunks, a length of zero at the end, and one answer."""
    with _connected(scanner) as line:
        line.sendall(b"zINSTREAM\0")
        for at in range(0, len(content), _CHUNK):
            chunk = content[at : at + _CHUNK]
            line.sendall(struct.pack(">I", len(chunk)) + chunk)
        line.sendall(struct.pack(">I", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
            received = line.recv(_LONGEST_ANSWER)
            if not received:
                break
            answer += received
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()


def _connected(scanner: Scanner) -> socket.socket:
    if scanner.address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            line.settimeout(scanner.patience)
            line.connect(scanner.address)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = scanner.address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=scanner.patience)
