"""The mail that a plugin sends, and what of it is dropped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from core.conformance.own_files import is_called_by
from core.mail.outbox import Message
from core.writing.write import Write


@dataclass(frozen=True)
class SentMail:
    """Mail by its keys. dropped: that which another mail, to others or in other words, had the key of."""

    queued: dict[str, Message] = field(default_factory=dict)
    dropped: dict[str, Message] = field(default_factory=dict)


@contextmanager
def mail_sent_by(plugin: ModuleType | None) -> Iterator[SentMail]:
    """What a plugin sends while it is open."""
    found = SentMail()
    writes: Any = Write
    send = writes.send

    def heard(write: Write, *messages: Message) -> int:
        queued = [message for message in messages if send(write, message)]
        if plugin is not None and is_called_by(plugin):
            for message in messages:
                if message in queued:
                    found.queued[message.key] = message
                elif found.queued.get(message.key, message) != message:
                    found.dropped[message.key] = message
        return len(queued)

    writes.send = heard
    try:
        yield found
    finally:
        writes.send = send
