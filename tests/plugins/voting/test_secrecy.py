"""(D7) While a vote is open nobody learns what was cast, neither from an answer nor from its length."""

from __future__ import annotations

import logging
from collections.abc import Callable
from itertools import product
from random import Random
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
from graphql import GraphQLSchema, build_schema
from sqlalchemy import select
from starlette.testclient import TestClient

from core.conformance import Network
from core.identity import PUBLIC, Role, Viewer
from core.platform import Platform
from core.server.app import create_app
from core.tables import journal, outbox
from plugins.voting import tables
from plugins.voting.enums import Choice
from plugins.voting.rules import ballots, votes
from tests.conftest import Ask, NewPlatform
from tests.factories import SECRETARIAT, Made, writing
from tests.plugins.voting.steps import START, chair_of, make_members, make_open_vote
from tests.schema.agreement.operations import Writer

WHISPERED = "Whispered in the ear of nobody"
QUESTIONS = 150
ROOTS = {"ballots", "decision", "decisions", "node", "nodes", "participant", "state", "members", "journal"}


def _cast(platform: Platform, members: list[Made], choices: list[Choice]) -> int:
    """An open vote in which all but the last have cast."""
    decision = make_open_vote(platform, members)
    for member, choice in zip(members[:-1], choices, strict=True):
        with writing(platform, member.viewer, START) as write:
            ballots.cast_ballot(write, decision, ballots.Voice(member.key, choice, f"{WHISPERED} {choice.name}"))
    return decision


def _viewers(members: list[Made]) -> list[Viewer]:
    """All kinds of viewers: outsiders, the secretariat, a voter, a member that has not cast, the chair."""
    partner = Viewer(Role.PARTNER, partner=1, name="Partner")
    return [PUBLIC, partner, SECRETARIAT, members[0].viewer, members[-1].viewer, chair_of(members[1])]


def _keys(platform: Platform) -> tuple[list[int], list[str]]:
    """The ballots' primary keys and nonces."""
    with platform.database.reading() as session:
        rows = session.execute(select(tables.ballots.c.id, tables.ballots.c.nonce)).all()
    return [row.id for row in rows], [row.nonce for row in rows]


def test_no_question_is_answered_with_a_ballot(platform: Platform, ask: Ask, caplog: pytest.LogCaptureFixture) -> None:
    """Random operations over the whole schema, with the ids of the ballots themselves, by everybody."""
    caplog.set_level(logging.DEBUG)
    members = make_members(platform)
    decision = _cast(platform, members, [Choice.YES, Choice.NO, Choice.ABSTAIN])
    keys, nonces = _keys(platform)
    identifiers = [*(f"Ballot:{key}" for key in keys), f"Decision:{decision}", *(member.id for member in members)]
    values: dict[str, list[Any]] = {
        "id": identifiers, "ids": identifiers, "decision": [f"Decision:{decision}"], "Decision.id": [f"Decision:{decision}"], "isoAlpha3": ["PRY", "MAR"],
        "first": [1, 5, 50], "last": [1, 5], "on": ["2026-03-06"],
    }  # fmt: skip
    schema: GraphQLSchema = build_schema(platform.assembled.sdl)

    def draw(random: Random, name: str) -> Any:
        return random.choice(values[name]) if name in values else None

    assert schema.query_type is not None
    others = frozenset(f"Query.{name}" for name in schema.query_type.fields if name not in ROOTS)
    random, answered = Random("secrets"), 0
    for number in range(QUESTIONS):
        operation = Writer(schema, random, draw, without=others).operation()
        for viewer in _viewers(members):
            answer = orjson.dumps(ask(operation.document, operation.variables, viewer)).decode()
            answered += "VOTING" in answer
            for secret in (WHISPERED, '"choice":"', *nonces, *(f"Ballot:{key}" for key in keys)):
                assert secret not in answer, (number, viewer, operation.document, answer)
    assert answered
    for secret in (WHISPERED, *nonces):
        assert secret not in caplog.text
    with platform.database.reading() as session:
        payloads = " ".join(session.execute(select(journal.c.payload)).scalars())
        mails = " ".join(f"{mail.subject} {mail.body}" for mail in session.execute(select(outbox)))
    for secret in (WHISPERED, *nonces, '"YES"', '"NO"', '"ABSTAIN"'):
        assert secret not in payloads
    for secret in (WHISPERED, *nonces, "YES", "NO", "ABSTAIN"):
        assert secret not in mails


FIELDS = """{ id reference stage method decidedAt votingClosedAt cast { isoAlpha3 } waiting { isoAlpha3 }
  tally { eligible present yes no abstain presentAndVoting adopted } ballots { totalCount nodes { choice explanation } }
  objections { reason } meeting { id } proposedBy { id } withdrawalReason }"""
EVERYTHING = [
    f"query($id: ID!) {{ decision(id: $id) {FIELDS} }}",
    f"query($id: ID!) {{ node(id: $id) {{ ... on Decision {FIELDS} }} }}",
    f"query($id: ID!) {{ decisions(first: 3) {{ totalCount nodes {FIELDS} }} nodes(ids: [$id]) {{ id }} }}",
    "{ voting: decisions(filter: {stage: VOTING}) { totalCount } byVote: decisions(filter: {method: VOTE}) { totalCount } }",
    "{ ballots(first: 3) { totalCount nodes { choice nonce explanation } pageInfo { hasNextPage endCursor } } }",
    *(
        f"{{ ballots(filter: {{choice: {one}}}) {{ totalCount edges {{ cursor }} }} }}"
        for one in ("YES", "NO", "ABSTAIN")
    ),
    "query($id: ID!) { ballots(filter: {decision: $id}) { totalCount nodes { choice state { id } } } }",
    "{ members(first: 4) { nodes { state { ballots(first: 2) { totalCount nodes { choice } pageInfo { hasNextPage } } } } } }",
    "{ members(first: 4) { nodes { pendingDecisions(first: 2) { totalCount nodes { reference } } } } }",
    "{ journal(last: 30) { totalCount nodes { action actor subject payload hash } } }",
    "{ network { obligations { status detail } } }",
]


def test_answers_are_as_long_whatever_was_cast(
    new_database: Callable[[str], str],
    new_platform: NewPlatform,
    engine_name: str,
    asking: Callable[[Platform], Ask],
) -> None:
    """Two Networks that differ only in the ballots cast answer every viewer with the same bytes, except random digits."""
    lengths = []
    for choices in ([Choice.YES] * 3, [Choice.NO, Choice.ABSTAIN, Choice.NO]):
        platform = new_platform(new_database(engine_name))
        ask = asking(platform)
        members = make_members(platform)
        decision = f"Decision:{_cast(platform, members, choices)}"
        found = []
        for viewer in _viewers(members):
            for query in EVERYTHING:
                answer = ask(query, {"id": decision} if "$id" in query else {}, viewer)
                assert "errors" not in answer, answer
                found.append(len(orjson.dumps(answer)))
        again = f'decision: "{decision}", participant: "{members[0].id}", choice: ABSTAIN'
        for viewer in _viewers(members)[:3]:
            document = (
                f"mutation {{ castBallot(input: {{{again}}}) {{ decision {{ id }} errors {{ code message }} }} }}"
            )
            found.append(len(orjson.dumps(ask(document, viewer=viewer))))
        lengths.append(found)
    assert lengths[0] == lengths[1]


def test_no_file_has_the_ballots_of_an_open_vote(network: Network) -> None:
    """Narrowed or not, for whoever asks."""
    members = make_members(network.platform)
    decision = _cast(network.platform, members, [Choice.YES, Choice.NO, Choice.ABSTAIN])
    conditions: list[dict[str, str]] = [{}, {"decision": f"Decision:{decision}"}, {"choice": "NO"}]
    for viewer, condition in product(_viewers(members), conditions):
        filtered = urlencode({"filter": orjson.dumps(condition).decode()})
        for ending, lines in (("csv", 1), ("jsonl", 0)):
            got = network.get(f"/data/ballots.{ending}?{filtered}", viewer)
            assert (got.status, len(got.text.splitlines())) == (200, lines), (viewer, got.text)


def test_an_open_vote_has_no_result(platform: Platform) -> None:
    members = make_members(platform)
    decision = _cast(platform, members, [Choice.YES, Choice.NO, Choice.ABSTAIN])
    with TestClient(create_app(platform.settings, platform)) as client:
        path = f"/voting/decisions/{decision}/result.csv"
        open_, unknown = client.get(path), client.get("/voting/decisions/5/result.csv")
        assert (open_.status_code, open_.text) == (unknown.status_code, unknown.text) == (404, open_.text)
        with writing(platform) as write:
            votes.close_vote(write, decision)
        lines = client.get(path).content.decode("utf-8-sig").splitlines()
        french = client.get(path, headers={"accept-language": "fr"}).text
    assert [line.split(",")[2] for line in lines] == ["choice", "", "NO", "ABSTAIN", "YES"]
    assert f"MAR,Morocco,NO,no,{WHISPERED} NO" in lines
    assert f"MAR,Maroc,NO,no,{WHISPERED} NO" in french
