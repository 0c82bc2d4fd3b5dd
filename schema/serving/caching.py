"""HTTP caching: tags that change with every write, and public answers kept until then (RFC 9110, RFC 9111)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from schema.answering.answer import Answer
from schema.asking.reading import Reading
from schema.kept import Kept, Lasts

LARGEST_KEPT = 2_000_000
LONGEST_KEY = 8_000
NOTED = 2_000
LONGEST_LIST = 4_000
"""So many bytes of a list of tags are read."""
ANY = b"*"
"""What If-None-Match says where any answer that is there will do."""

Key = tuple[bool, bytes, tuple[str, ...]]
"""Whether it was a GET, what was sent, the languages."""


def day_of(reading: Reading) -> date:
    """The day on which an answer is given: many change with it, without any write."""
    day: date = reading.given["today"]
    return day


def none_match(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """What If-None-Match says; its lines are one list."""
    return b",".join([value for name, value in headers if name == b"if-none-match"]).strip()


def matches(tag: bytes, asked: bytes) -> bool:
    """Whether If-None-Match names this tag, compared weakly (RFC 9110, 13.1.2)."""
    return any(one.strip().removeprefix(b"W/") == tag.removeprefix(b"W/") for one in asked[:LONGEST_LIST].split(b","))


class Caching:
    """How public answers are cached, here and on the way.

    fingerprint: whatever an answer depends on besides the data; seconds: how long others may keep an answer without
    asking again; most_bytes: the room for answers in memory.
    """

    def __init__(self, fingerprint: str, seconds: int, most_bytes: int) -> None:
        self.fingerprint = hashlib.blake2b(fingerprint.encode()).digest()
        self.control = f"public, max-age={seconds}, must-revalidate".encode()
        self.answers = Answers(most_bytes)

    def tags(
        self, revision: int, kind: bytes, address: bytes, reading: Reading, headers: Iterable[tuple[bytes, bytes]]
    ) -> Tags:
        """The tags of the answer to a GET of this address with these headers. kind: its media type."""
        about = (self.fingerprint, kind, ",".join(reading.languages).encode(), address)
        return Tags(revision, about, str(day_of(reading)).encode(), none_match(headers))

    def headers(self, tag: bytes) -> dict[bytes, bytes]:
        """What an answer that may be kept says of it."""
        return {b"etag": tag, b"cache-control": self.control, b"vary": b"Accept, Accept-Language, Authorization"}


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags that an answer to GET may have at one revision of the data.

    about: what it depends on besides; day: on which it is given; asked: what If-None-Match says.
    """

    revision: int
    about: tuple[bytes, ...]
    day: bytes
    asked: bytes

    def of(self, lasts: Lasts) -> bytes:
        """The tag of an answer that lasts so long: one that outlasts the day is the same on the next."""
        day = self.day if lasts is Lasts.TODAY else b""
        digest = hashlib.blake2b(b"\x1f".join((*self.about, day)), digest_size=12).hexdigest()
        return f'W/"{self.revision:x}-{digest}"'.encode()

    def known(self) -> bytes | None:
        """The tag of what whoever asks has already, told before it is made: only such an answer was given this tag."""
        tags = (self.of(lasts) for lasts in (Lasts.UNTIL_WRITTEN, Lasts.TODAY))
        return next((tag for tag in tags if matches(tag, self.asked)), None) if self.asked else None

    @property
    def any_will_do(self) -> bool:
        """Whether whoever asks wants no answer that is there."""
        return self.asked == ANY


class Answers:
    """Public answers, kept from their second time on until the next write or the next day.

    A revision is read before the answer that is kept under it: an answer may be newer than it says, never older.
    """

    def __init__(self, most_bytes: int) -> None:
        self.kept: Kept[Key, Answer] = Kept(most_bytes)
        self.noted: dict[Key, None] = {}
        self.revision, self.day = -1, date.min

    def asked_before(self, key: Key) -> bool:
        """Whether this was asked before: then it pays to ask for the revision."""
        return key in self.kept.entries or key in self.noted

    def note(self, key: Key) -> None:
        """Note that this was asked."""
        if self.kept.most and len(key[1]) <= LONGEST_KEY and not self.asked_before(key):
            if len(self.noted) >= NOTED:
                self.noted.clear()
            self.noted[key] = None

    def find(self, revision: int, day: date, key: Key) -> Answer | None:
        """The answer kept for this revision and day."""
        if revision != self.revision or day != self.day:
            if revision > self.revision or day != self.day:
                self.noted.update(dict.fromkeys(list(self.kept.entries)[:NOTED]))
                self.kept.clear()
                self.revision, self.day = revision, day
            return None
        return self.kept.get(key)

    def keep(self, revision: int, day: date, key: Key, answer: Answer) -> None:
        """Keep an answer that was read after its revision."""
        if revision == self.revision and day == self.day and len(answer.body) <= LARGEST_KEPT:
            self.kept.add(key, answer, len(answer.body) + len(key[1]) + 400)
