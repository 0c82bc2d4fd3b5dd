"""What a turn of the event loop found is found anew in the next, and where time goes on within one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

import pytest

from schema.execution.once_per_turn import OncePerTurn


@dataclass
class Loop:
    """An event loop whose turns and whose time advance on command."""

    now: float = 1.0
    soon: list[Callable[[], None]] = field(default_factory=list)

    def time(self) -> float:
        return self.now

    def call_soon(self, callback: Callable[[], None]) -> None:
        self.soon.append(callback)

    def next_turn(self) -> None:
        for callback in self.soon:
            callback()
        self.soon.clear()


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Loop:
    made = Loop()
    monkeypatch.setattr("asyncio.get_running_loop", lambda: made)
    return made


def test_a_value_is_looked_up_once_in_each_turn_of_the_event_loop(loop: Loop) -> None:
    found = OncePerTurn(count(1).__next__)
    assert [found(), found(), found()] == [1, 1, 1]
    loop.next_turn()
    assert [found(), found()] == [2, 2]


def test_a_value_is_looked_up_again_if_time_passes_within_a_turn(loop: Loop) -> None:
    found = OncePerTurn(count(1).__next__)
    assert found() == 1
    loop.now += 0.001
    assert [found(), found()] == [2, 2]
    loop.next_turn()
    assert found() == 3


def test_what_fails_and_what_is_not_there_is_looked_for_again(loop: Loop) -> None:
    answers = iter([ZeroDivisionError(), None, 7, 8])

    def find() -> int | None:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    found = OncePerTurn(find)
    with pytest.raises(ZeroDivisionError):
        found()
    assert [found(), found(), found()] == [None, 7, 7]
