"""193 members cast over HTTP while the server is killed, started again, and the vote closes: nothing confirmed is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from sqlalchemy import select

from core.identity import Role, create_token
from core.journal.chain import verify as journal_faults
from core.members.tables import states
from core.platform import Platform
from plugins.voting import tables, verify
from tests.factories import SECRETARIAT, Made, make_member
from tests.plugins.voting.steps import START, exported_proof, make_open_vote
from tests.servers import Client, Server, is_open, wait_until

CLIENTS = 24
CAST = """mutation($decision: ID!, $who: ID!, $choice: Choice!) { castBallot(input: {decision: $decision,
  participant: $who, choice: $choice}) { errors { code } } }"""
CLOSE = "mutation($decision: ID!) { closeVote(input: {decision: $decision}) { errors { code } } }"
CHOICES = ("YES", "NO", "YES", "ABSTAIN")


@dataclass
class Voters:
    """Clients that cast for all members, for every fifth twice; each retries until it gets an answer."""

    port: int
    decision: str
    tokens: Mapping[Made, str]
    said: dict[int, set[str]] = field(default_factory=dict)
    """What each member sent since its last confirmed ballot, including that one: its ballot is one of these."""
    confirmed: set[int] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)

    def start(self) -> Voters:
        members = list(self.tokens)
        self.threads = [
            threading.Thread(target=self._cast, args=(members[number::CLIENTS],)) for number in range(CLIENTS)
        ]
        for thread in self.threads:
            thread.start()
        return self

    def finish(self) -> None:
        for thread in self.threads:
            thread.join(120)
            assert not thread.is_alive()

    def _cast(self, members: list[Made]) -> None:
        for place, member in enumerate(members):
            for number in range(2 if place % 5 == 0 else 1):
                self._say(member, CHOICES[(place + number) % 4])

    def _say(self, member: Made, choice: str) -> None:
        variables = {"decision": self.decision, "who": member.id, "choice": choice}
        while True:
            client = Client(self.port, self.tokens[member])
            self.said.setdefault(member.key, set()).add(choice)
            try:
                answer = client.ask(CAST, variables)
            except (OSError, HTTPException, ValueError):
                while not is_open(self.port):
                    time.sleep(0.05)
                continue
            finally:
                client.connection.close()
            errors = answer["data"]["castBallot"]["errors"]
            if errors:
                self.refused.append(errors[0]["code"])
            else:
                self.confirmed.add(member.key)
                self.said[member.key] = {choice}
            return


def test_a_vote_survives_the_end_of_its_server(platform: Platform, database_url: str, tmp_path: Path) -> None:
    with platform.database.reading() as session:
        codes = session.execute(select(states.c.iso_alpha3).order_by(states.c.iso_alpha3)).scalars().all()
    members = [make_member(platform, code) for code in codes]
    assert len(members) == 193
    decision = make_open_vote(platform, members, START)
    with platform.database.transaction() as session:
        tokens = {
            member: create_token(session, platform.now(), Role.FOCAL_POINT, "Test", member.key) for member in members
        }
        administrator = create_token(session, platform.now(), Role.ADMINISTRATOR, SECRETARIAT.name or "")
    server = Server(tmp_path, database_url, "--workers", "2").wait()
    voters = Voters(server.port, f"Decision:{decision}", tokens).start()
    wait_until(lambda: len(voters.confirmed) >= 60, 120)
    server.kill()
    again = Server(tmp_path, database_url, "--workers", "2", port=server.port).wait()
    try:
        wait_until(lambda: len(voters.confirmed) >= 180, 120)
        closed = again.ask(CLOSE, {"decision": f"Decision:{decision}"}, administrator)
        voters.finish()
    finally:
        again.stop()
    assert closed["data"]["closeVote"]["errors"] == []
    assert set(voters.refused) <= {"WRONG_STAGE"}
    _holds(platform, decision, voters)


def _holds(platform: Platform, decision: int, voters: Voters) -> None:
    """One ballot for each member, as confirmed; the tally counts them; journal and proof verify."""
    with platform.database.reading() as session:
        kept = session.execute(select(tables.ballots)).all()
        result = session.execute(select(tables.decisions).where(tables.decisions.c.id == decision)).one()
        assert list(journal_faults(session)) == []
    choices = {ballot.participant_id: ballot.choice for ballot in kept}
    assert len(choices) == len(kept)
    assert voters.confirmed <= choices.keys()
    for participant, choice in choices.items():
        assert choice in voters.said[participant]
    counted = [list(choices.values()).count(choice) for choice in ("YES", "NO", "ABSTAIN")]
    assert counted == [result.yes_count, result.no_count, result.abstain_count]
    assert sum(counted) == len(kept) == result.present_count
    assert result.eligible_count == 193
    assert "by vote" in verify.verify(exported_proof(platform, decision))
