"""Nobody reads less than was confirmed as written, however many others are answered in the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.conftest import NewPlatform
from tests.factories import make_member
from tests.operation.server_in_thread import Listening, listening, post

ASKED = post(b'{"query": "{ members { totalCount } }"}')
STATES = ("PRY", "MAR", "DEU", "KEN", "FJI", "BRA", "CAN", "CHL", "COL", "ECU", "EGY", "EST", "FIN", "GAB", "GHA")


@contextmanager
def many_asking(served: Listening) -> Iterator[None]:
    """Six connections that ask all the time."""
    over = threading.Event()

    def asking() -> None:
        while not over.is_set():
            served.ask(*[ASKED] * 50)

    threads = [threading.Thread(target=asking) for _ in range(6)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join(30)


def test_a_write_is_in_the_next_answer_while_many_others_ask(
    new_database: Callable[[str], str], new_platform: NewPlatform
) -> None:
    address = new_database("sqlite")
    with listening(new_platform(address, rate_limit="off")) as served, many_asking(served):
        other = new_platform(address)
        for count, iso_alpha3 in enumerate(STATES, 1):
            make_member(other, iso_alpha3)
            for answer in served.ask(*[ASKED] * 3):
                assert b'"totalCount":%d}' % count in answer
