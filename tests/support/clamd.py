"""A virus scanner on a local port that speaks clamd's INSTREAM, and finds what contains its test word."""

import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VIRUS = b"this text stands for a virus"


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        if self.rfile.read(len(b"zINSTREAM\0")) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        received = b""
        while length := struct.unpack(">I", self.rfile.read(4))[0]:
            received += self.rfile.read(length)
        self.wfile.write(b"stream: Test-Virus FOUND\0" if VIRUS in received else b"stream: OK\0")


class _Full(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.rfile.read(14)
        self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")


@contextmanager
def clamd(*, refuses_all: bool = False) -> Iterator[str]:
    """The address of a scanner at work; ``refuses_all``: of one whose limit every file exceeds."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Full if refuses_all else _Talk) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host, port = server.server_address
        yield f"{host!s}:{port}"
        server.shutdown()


@contextmanager
def clamd_on_a_socket(path: Path) -> Iterator[str]:
    """The same behind a Unix socket."""
    with socketserver.ThreadingUnixStreamServer(str(path), _Talk) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield str(path)
        server.shutdown()


def nobody() -> str:
    """An address at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"
