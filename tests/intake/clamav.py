"""Something that speaks as clamd does, over a real socket: it takes INSTREAM and answers as it was told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from mediation.env import Clamd

EICAR_NAME = b"Eicar-Signature"
# In two parts, so that no virus check stops at this file.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + rb"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass
class Heard:
    """What clients sent, one entry for each conversation."""

    where: Clamd
    files: list[bytes] = field(default_factory=list)


@contextmanager
def speaking(*, answer: bytes | None = None, path: Path | None = None) -> Iterator[Heard]:
    """A server that finds EICAR and nothing else; with `answer`, one that always says that.

    An empty answer hangs up without a word.
    """
    if path:
        server = socket.socket(socket.AF_UNIX)
        server.bind(str(path))
        heard = Heard(Clamd(path=str(path), seconds=2))
    else:
        server = socket.create_server(("127.0.0.1", 0))
        heard = Heard(Clamd(host="127.0.0.1", port=server.getsockname()[1], seconds=2))
    server.listen()
    server.settimeout(0.05)
    done = threading.Event()
    thread = threading.Thread(target=_serve, args=(server, heard, answer, done))
    thread.start()
    try:
        yield heard
    finally:
        done.set()
        thread.join()
        server.close()


def _serve(server: socket.socket, heard: Heard, answer: bytes | None, done: threading.Event) -> None:
    while not done.is_set():
        try:
            line, _ = server.accept()
        except TimeoutError:
            continue
        with line, line.makefile("rb") as said:
            assert said.read(10) == b"zINSTREAM\0"
            content = b""
            while size := int.from_bytes(said.read(4), "big"):
                content += said.read(size)
            heard.files.append(content)
            found = b"stream: %s FOUND\0" % EICAR_NAME if EICAR in content else b"stream: OK\0"
            line.sendall(found if answer is None else answer)
