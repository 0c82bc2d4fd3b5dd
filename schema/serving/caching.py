"""HTTP caching: tags that change with every write, and public answers cached until then (RFC 9110, RFC 9111)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from schema.cache import Cache, Validity
from schema.execution.answer import Answer
from schema.request.reading import Reading

MOST_BYTES_OF_ANSWER = 2_000_000
MOST_BYTES_OF_KEY = 8_000
MOST_NOTED = 2_000
LONGEST_LIST = 4_000
"""Of a longer list of tags only so many bytes are read."""
ANY = b"*"
"""If-None-Match for any answer."""

Key = tuple[bool, bytes, tuple[str, ...]]
"""Whether it was a GET, the bytes that were sent, the languages."""


def day_of(reading: Reading) -> date:
    """The day of a reading: many answers change with it, without any write."""
    day: date = reading.facts["today"]
    return day


def none_match(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The value of If-None-Match, all of its lines joined."""
    return b",".join([value for name, value in headers if name == b"if-none-match"]).strip()


def matches(tag: bytes, wanted: bytes) -> bool:
    """Whether If-None-Match names this tag, compared weakly (RFC 9110, 13.1.2)."""
    return any(one.strip().removeprefix(b"W/") == tag.removeprefix(b"W/") for one in wanted[:LONGEST_LIST].split(b","))


class Caching:
    """How public answers are cached: in memory here, and by HTTP caches and clients.

    fingerprint: what an answer depends on besides the data; seconds: how long others may use an answer without
    revalidating it; most_bytes: of the answers in memory.
    """

    def __init__(self, fingerprint: str, seconds: int, most_bytes: int) -> None:
        self.fingerprint = hashlib.blake2b(fingerprint.encode()).digest()
        self.control = f"public, max-age={seconds}, must-revalidate".encode()
        self.answers = AnswerCache(most_bytes)

    def tags(
        self, revision: int, kind: bytes, address: bytes, reading: Reading, headers: Iterable[tuple[bytes, bytes]]
    ) -> Tags:
        """The tags of the answer to a GET of this address with these headers. kind: its media type."""
        about = (self.fingerprint, kind, ",".join(reading.languages).encode(), address)
        return Tags(revision, about, str(day_of(reading)).encode(), none_match(headers))

    def headers(self, tag: bytes) -> dict[bytes, bytes]:
        """The headers of an answer that may be cached."""
        return {b"etag": tag, b"cache-control": self.control, b"vary": b"Accept, Accept-Language, Authorization"}


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags that an answer to GET may have at one revision of the data.

    about: what else the answer depends on; day: the day of the reading; wanted: the value of If-None-Match.
    """

    revision: int
    about: tuple[bytes, ...]
    day: bytes
    wanted: bytes

    def of(self, validity: Validity) -> bytes:
        """The tag of an answer with this validity. One that outlasts the day has the same tag on the next day."""
        day = self.day if validity is Validity.TODAY else b""
        digest = hashlib.blake2b(b"\x1f".join((*self.about, day)), digest_size=12).hexdigest()
        return f'W/"{self.revision:x}-{digest}"'.encode()

    def known(self) -> bytes | None:
        """The tag of the answer that the client already has. It need not be made: no other answer has that tag."""
        tags = (self.of(validity) for validity in (Validity.UNTIL_WRITTEN, Validity.TODAY))
        return next((tag for tag in tags if matches(tag, self.wanted)), None) if self.wanted else None

    @property
    def any_will_do(self) -> bool:
        """Whether the client wants no answer if there is any (`If-None-Match: *`)."""
        return self.wanted == ANY


class AnswerCache:
    """Public answers, cached from the second request on until the next write or the next day.

    A revision is read before the answer that is cached under it: the answer may be newer than its revision, never
    older.
    """

    def __init__(self, most_bytes: int) -> None:
        self.cache: Cache[Key, Answer] = Cache(most_bytes)
        self.noted: dict[Key, None] = {}
        self.revision, self.day = -1, date.min

    def was_requested(self, key: Key) -> bool:
        """Whether this was requested before: only then does it pay to look up the revision."""
        return key in self.cache.entries or key in self.noted

    def note(self, key: Key) -> None:
        """Note that this was requested."""
        if self.cache.most and len(key[1]) <= MOST_BYTES_OF_KEY and not self.was_requested(key):
            if len(self.noted) >= MOST_NOTED:
                self.noted.clear()
            self.noted[key] = None

    def find(self, revision: int, day: date, key: Key) -> Answer | None:
        """The cached answer for this revision and day."""
        if revision != self.revision or day != self.day:
            if revision > self.revision or day != self.day:
                self.noted.update(dict.fromkeys(list(self.cache.entries)[:MOST_NOTED]))
                self.cache.clear()
                self.revision, self.day = revision, day
            return None
        return self.cache.get(key)

    def keep(self, revision: int, day: date, key: Key, answer: Answer) -> None:
        """Cache an answer that was read after its revision."""
        if revision == self.revision and day == self.day and len(answer.body) <= MOST_BYTES_OF_ANSWER:
            self.cache.add(key, answer, len(answer.body) + len(key[1]) + 400)
