"""A mail server that says nothing while it is connected to delays the mail for others only for a moment."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core.mail import smtp
from core.mail.smtp import MailConnection

GREETING = b"220 mail.test.example\r\n"
ANSWERS = {b"ehlo": b"250-mail.test.example\r\n250 STARTTLS\r\n", b"STARTTLS": b"220 go ahead\r\n"}


@contextmanager
def _silent_in_the_handshake(greets: bool) -> Iterator[int]:
    """The port of a mail server on loopback that says nothing once TLS should begin. greets: TLS begins later."""

    def serve() -> None:
        there, _ = listening.accept()
        with there, there.makefile("rb") as said:
            if greets:
                there.sendall(GREETING)
                for line in iter(said.readline, b""):
                    command = line.split()[0]
                    there.sendall(ANSWERS[command])
                    if command == b"STARTTLS":
                        break
            over.wait(60)

    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            over.set()
            thread.join()


@pytest.mark.parametrize(
    ("address", "greets"), [("smtp://127.0.0.1:{}?starttls=yes", True), ("smtps://127.0.0.1:{}", False)]
)
def test_the_handshake_of_tls_belongs_to_connecting(
    address: str, greets: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "SECONDS_TO_CONNECT", 0.5)
    with _silent_in_the_handshake(greets) as port:
        begun = time.monotonic()
        with pytest.raises(TimeoutError):
            MailConnection(address.format(port), "network@test.example").connect()
        assert time.monotonic() - begun < smtp.SECONDS_TO_ANSWER / 2
