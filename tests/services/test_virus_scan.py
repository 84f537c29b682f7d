"""The talk with the virus scanner, over real sockets."""

import socketserver
from pathlib import Path

import pytest
from support.clamd import VIRUS, clamd, clamd_on_a_socket, nobody
from support.stage import NOW

from app.domain.errors import EvidenceRefused, ScannerUnavailable
from app.domain.evidence import ScanResult
from app.services.virus_scan import Scanner, scan

CLEAN, LARGE = b"nothing bad", bytes(3_000_000)


def test_without_a_scanner_nothing_is_said_of_a_file() -> None:
    assert scan(CLEAN, None, at=NOW) == (ScanResult.NOT_SCANNED, None)


@pytest.mark.parametrize("content", [CLEAN, LARGE], ids=["small", "in-many-chunks"])
def test_a_clean_file_is_clean_as_of_now(content: bytes) -> None:
    with clamd() as address:
        assert scan(content, Scanner(address), at=NOW) == (ScanResult.CLEAN, NOW)


def test_a_finding_refuses_the_file_by_its_name() -> None:
    with clamd() as address, pytest.raises(EvidenceRefused, match="「Test-Virus」，檔案未保存"):
        scan(LARGE + VIRUS, Scanner(address), at=NOW)


def test_the_scanner_may_sit_behind_a_socket_of_the_machine(tmp_path: Path) -> None:
    with clamd_on_a_socket(tmp_path / "clamd.sock") as address:
        assert scan(CLEAN, Scanner(address), at=NOW) == (ScanResult.CLEAN, NOW)
        with pytest.raises(EvidenceRefused):
            scan(VIRUS, Scanner(address), at=NOW)


def test_a_scanner_that_does_not_answer_leaves_the_file_unscanned() -> None:
    assert scan(CLEAN, Scanner(nobody()), at=NOW) == (ScanResult.NOT_SCANNED, None)


def test_a_scanner_that_does_not_answer_refuses_if_it_is_required() -> None:
    with pytest.raises(ScannerUnavailable, match="防毒掃描目前無法使用，檔案未保存"):
        scan(CLEAN, Scanner(nobody(), is_required=True), at=NOW)


def test_a_scanner_that_keeps_silent_is_not_waited_for_for_ever() -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as silent:
        address = f"127.0.0.1:{silent.server_address[1]}"  # it lets callers in, and never serves one

        with pytest.raises(ScannerUnavailable):
            scan(CLEAN, Scanner(address, is_required=True, patience=0.2), at=NOW)


def test_a_file_beyond_the_scanners_own_limit_does_not_pass_as_clean() -> None:
    with clamd(refuses_all=True) as address:
        assert scan(CLEAN, Scanner(address), at=NOW) == (ScanResult.NOT_SCANNED, None)
        with pytest.raises(ScannerUnavailable):
            scan(CLEAN, Scanner(address, is_required=True), at=NOW)


@pytest.mark.parametrize("address", ["nowhere", "host:port", "/no/such/socket"])
def test_an_address_that_is_none_counts_as_no_answer(address: str) -> None:
    with pytest.raises(ScannerUnavailable):
        scan(CLEAN, Scanner(address, is_required=True), at=NOW)
