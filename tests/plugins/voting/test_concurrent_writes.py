"""Many processes cast at once, some twice, some while the vote closes: nothing answered with success is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from queue import Queue
from time import sleep
from typing import Any

import pytest
from sqlalchemy import func, select

from core.errors import Refusal
from core.identity import Role, Viewer
from core.journal.chain import verify as journal_faults
from core.members.tables import states
from core.platform import Platform
from core.settings.settings import Settings
from plugins.voting import verify
from plugins.voting.enums import Choice, DecisionBody
from plugins.voting.rules import ballots, decisions, votes
from plugins.voting.tables import ballots as kept
from plugins.voting.tables import decisions as table
from tests.commands.forked import FORKS
from tests.factories import make_member, writing
from tests.plugins.voting.steps import START, exported_proof, make_open_vote

PROCESSES = 4
CHOICES = (Choice.YES, Choice.NO, Choice.YES, Choice.ABSTAIN)


@dataclass
class Answers:
    """Answers stored in a file, which stays intact if the process is killed."""

    path: Path

    def put(self, answer: tuple[int, str] | None) -> None:
        with self.path.open("a") as file:
            file.write(f"{answer[0] if answer else ''}\n")

    def participants(self) -> set[int]:
        return {int(line) for line in self.path.read_text().split()}


def cast_all(address: str, decision: int, participants: list[int], answers: Any) -> None:
    """Cast every ballot, each fifth of them twice, and report the answers: the work of one process."""
    platform = Platform(Settings(database_url=address))
    for place, participant in enumerate(participants):
        viewer = Viewer(Role.FOCAL_POINT, participant=participant, name="Fictitious")
        for round_ in range(2 if place % 5 == 0 else 1):
            choice = CHOICES[(place + round_) % 4]
            try:
                with writing(platform, viewer, START + timedelta(hours=80)) as write:
                    ballots.cast_ballot(write, decision, ballots.Voice(participant, choice))
                answers.put((participant, choice.name))
            except Refusal as refusal:
                answers.put((participant, refusal.code))
    answers.put(None)
    platform.database.dispose()


def propose_many(address: str, count: int, answers: Any) -> None:
    """Propose decisions: the work of one process."""
    platform = Platform(Settings(database_url=address))
    for _ in range(count):
        with writing(platform, now=START) as write:
            decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A", "B")
    answers.put(None)
    platform.database.dispose()


@pytest.fixture
def spawn() -> Iterator[Any]:
    started: list[Any] = []

    def start(target: Any, *arguments: Any) -> None:
        process = FORKS.Process(target=target, args=arguments)
        process.start()
        started.append(process)

    start.context = FORKS  # type: ignore[attr-defined]
    start.processes = started  # type: ignore[attr-defined]
    yield start
    for process in started:
        process.join(60)
        assert not process.is_alive()


def _until_done(queue: Queue[Any], processes: int) -> list[tuple[int, str]]:
    found, done = [], 0
    while done < processes:
        item = queue.get(timeout=120)
        done += item is None
        if item is not None:
            found.append(item)
    return found


@pytest.mark.parametrize("closing_after", [60, 10_000], ids=["closed in between", "closed afterwards"])
def test_ballots_cast_at_once(platform: Platform, database_url: str, spawn: Any, closing_after: int) -> None:
    with platform.database.reading() as session:
        codes = session.execute(select(states.c.iso_alpha3).order_by(states.c.iso_alpha3)).scalars().all()
    members = [make_member(platform, code) for code in codes]
    decision = make_open_vote(platform, members)
    queue = spawn.context.Queue()
    keys = [member.key for member in members]
    for number in range(PROCESSES):
        spawn(cast_all, database_url, decision, keys[number::PROCESSES] + keys[:10], queue)
    if closing_after < len(members):
        while _cast(platform) < closing_after:
            sleep(0.01)
        _close(platform, decision)
    answers = _until_done(queue, PROCESSES)
    if closing_after > len(members):
        _close(platform, decision)

    counted: dict[int, set[str]] = {}
    for participant, answer in answers:
        assert answer in ("YES", "NO", "ABSTAIN", "WRONG_STAGE")
        if answer != "WRONG_STAGE":
            counted.setdefault(participant, set()).add(answer)
    with platform.database.reading() as session:
        rows = session.execute(select(kept)).all()
        result = session.execute(select(table).where(table.c.id == decision)).one()
        assert list(journal_faults(session)) == []
    assert {row.participant_id for row in rows} == set(counted)
    assert len(rows) == len(counted)
    assert all(row.choice in counted[row.participant_id] for row in rows)
    assert result.yes_count + result.no_count + result.abstain_count == len(rows) == result.present_count
    assert result.yes_count == sum(row.choice == "YES" for row in rows)
    if closing_after > len(members):
        assert len(rows) == len(members)
    assert "by vote" in verify.verify(exported_proof(platform, decision))


def _cast(platform: Platform) -> int:
    with platform.database.reading() as session:
        return int(session.execute(select(func.count()).select_from(kept)).scalar_one())


def _close(platform: Platform, decision: int) -> None:
    with writing(platform, now=START + timedelta(hours=81)) as write:
        votes.close_vote(write, decision)


def test_references_have_no_gaps_and_no_duplicates(platform: Platform, database_url: str, spawn: Any) -> None:
    queue = spawn.context.Queue()
    for _ in range(3):
        spawn(propose_many, database_url, 20, queue)
    _until_done(queue, 3)
    with platform.database.reading() as session:
        numbers = session.execute(select(table.c.number).where(table.c.year == START.year)).scalars().all()
    assert sorted(numbers) == list(range(1, 61))


def test_a_process_killed_while_it_casts_leaves_a_whole_record(
    platform: Platform, database_url: str, spawn: Any, tmp_path: Path
) -> None:
    with platform.database.reading() as session:
        codes = session.execute(select(states.c.iso_alpha3).order_by(states.c.iso_alpha3)).scalars().all()
    members = [make_member(platform, code) for code in codes[:100]]
    decision = make_open_vote(platform, members)
    answers = Answers(tmp_path / "answers")
    spawn(cast_all, database_url, decision, [member.key for member in members] * 50, answers)
    while _cast(platform) < 30:
        sleep(0.005)
    spawn.processes[0].kill()
    spawn.processes[0].join(30)
    answered = answers.participants()
    _close(platform, decision)
    with platform.database.reading() as session:
        voters = set(session.execute(select(kept.c.participant_id)).scalars())
        assert list(journal_faults(session)) == []
    assert answered <= voters
    assert len(voters - answered) <= 1
    assert "by vote" in verify.verify(exported_proof(platform, decision))
