"""Faults of mail: keys that other mail has as well, so that one is sent in the place of the other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.conformance.examination import Examination

WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""The places between the words in the name of a type."""


def each_has_its_key(examination: Examination) -> Iterator[str]:
    """The keys of what the filling sends begin with the plugin's name, or that of a type of it, and none is dropped."""
    types = [WORDS.sub("[_-]?", declaration.name) for declaration in examination.declarations]
    names = (examination.name, *types)
    begins_as_it_should = re.compile(rf"({'|'.join(names)})[^A-Za-z0-9].", re.IGNORECASE)
    advice = (
        "Begin the key with the plugin's name, and add all that makes it a different mail, as in "
        f'f"{examination.name}:{{row}}:announced:{{address}}".'
    )
    for key, message in examination.mail.dropped.items():
        yield (
            f"The mail {message.subject!r} to {message.recipient} is never sent: another has its key {key!r}. {advice} "
            "Where only the first is to be sent, look into write.sent_to(…) before the next."
        )
    for key, message in examination.mail.queued.items():
        if not begins_as_it_should.match(key):
            yield f"The mail {message.subject!r} has the key {key!r}, which other mail may have as well. {advice}"
            return
