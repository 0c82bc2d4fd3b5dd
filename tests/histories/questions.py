"""What everybody asks of a history, and what the model says of the answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.histories.client import Question
from tests.histories.model.decisions import able_to_cast
from tests.histories.model.membership import address
from tests.histories.model.practices import sees
from tests.histories.model.records import PARTICIPANTS, Actor, Decision, Participant, World
from tests.histories.model.who import keeper

DECISION = """id stage method tally { eligible present yes no abstain adopted } cast { isoAlpha3 } waiting { isoAlpha3 }
  ballots { totalCount nodes { choice explanation state { isoAlpha3 } enteredByChair } } votedInMeeting bySilence decidedAt
  objections { reason withdrawnAt } meeting { id status } proposedBy { state { isoAlpha3 } } withdrawalReason"""
PRACTICE = "id status revision languages title reviews { verdict } adoptions { totalCount }"
STAGES = ("DRAFT", "CONSENSUS", "CONTESTED", "VOTING", "ADOPTED", "NOT_ADOPTED", "WITHDRAWN")
STATUSES = ("DRAFT", "SUBMITTED", "CHANGES_REQUESTED", "PUBLISHED", "WITHDRAWN")
DECISIONS = Question(
    f"{{ decisions(first: 50) {{ totalCount nodes {{ {DECISION} }} }} ballots(first: 250) {{ totalCount nodes {{ choice }} }} }}"
)
BY_STAGE = Question(
    "{" + " ".join(f"{one}: decisions(filter: {{stage: {one}}}) {{ totalCount }}" for one in STAGES)
    + " CONSENSUAL: decisions(filter: {method: CONSENSUS}) { totalCount }"
    + " VOTED: decisions(filter: {method: VOTE}) { totalCount } }"
)  # fmt: skip
PARTICIPATION = Question(
    """{ members(first: 50) { totalCount nodes { state { isoAlpha3 ballots(first: 50) { totalCount nodes { choice explanation } } }
      standing joinedOn mechanism { name } focalPoint { name email } focalPoints { id name since until } changes { standing on cause ceasedOn }
      pendingDecisions(first: 50) { totalCount nodes { id } } practices(first: 50) { totalCount nodes { id } }
      adoptions(first: 50) { totalCount nodes { id } } partnerships(first: 50) { totalCount nodes { id } } } }
      observers(first: 50) { totalCount nodes { state { isoAlpha3 } joinedOn focalPoint { name } } } }"""
)
MEETINGS = Question(
    """{ meetings(first: 50, filter: {from: "2027-01-01"}) { totalCount nodes { id status attendance(first: 50) { totalCount nodes { participant { state { isoAlpha3 } }
      presentUntil } } decisions(first: 50) { totalCount nodes { id } } agenda { items { title decision { id stage } } sentAt } } }
      attendances(first: 250) { totalCount nodes { meeting { id } } } }"""
)
PRACTICES = Question(
    f"""{{ practices(first: 50) {{ totalCount nodes {{ {PRACTICE} }} facets {{ states {{ value count }} languages {{ value count }} }} }}
      {" ".join(f"{one}: practices(filter: {{status: {one}}}) {{ totalCount }}" for one in STATUSES)}
      adoptions(first: 50) {{ totalCount nodes {{ id }} }} }}"""
)
SEARCH = Question(
    """{ practices(search: "fictitious", first: 50) { totalCount nodes { id } facets { states { value count } } }
      french: practices(filter: {language: FR}) { totalCount nodes { id } } }"""
)
PARTNERSHIPS = Question(
    """{ partnerships(first: 50) { totalCount nodes { id status scope parties { since until } participants { state { isoAlpha3 } } } }
      active: partnerships(filter: {status: ACTIVE}) { totalCount } }"""
)
COMMITTEE = Question(
    """{ executiveCommittee { seats { state { isoAlpha3 } } coordinator { state { isoAlpha3 } } from until appointedBy { id } } }"""
)
ACCESSIONS = Question("{ accessions(first: 50) { totalCount nodes { id acknowledgedOn } } }")
JOURNAL = Question("{ journal(last: 60) { totalCount nodes { sequence action actor subject payload } } }")
ROLE = Question("{ viewer { role } }")
NETWORK = Question(
    "{ network { statistics { members observers byRegionalGroup { regionalGroup members observers } } obligations { rule status detail } } viewer { role } }"
)
FIXED = (
    DECISIONS, BY_STAGE, PARTICIPATION, MEETINGS, PRACTICES, SEARCH, PARTNERSHIPS, COMMITTEE, ACCESSIONS, JOURNAL, NETWORK,
)  # fmt: skip
ONE = (
    f"query($id: ID!) {{ node(id: $id) {{ ... on Decision {{ {DECISION} }} ... on Practice {{ {PRACTICE} }} "
    "... on Meeting { held: status } ... on Partnership { stands: status } } }"
)
DESIGNATED = (
    "query($id: ID!) { node(id: $id) { id ... on FocalPoint { name email participant { state { isoAlpha3 } } } } }"
)


def about(world: World) -> list[Question]:
    """Of whatever there is, by its id."""
    things: list[Any] = [*world.decisions, *world.practices, *world.meetings, *world.partnerships]
    designated = [one for participant in world.participants.values() for one in participant.designations]
    return [
        *(Question(ONE, (("id", one.id),)) for one in things),
        *(Question(DESIGNATED, (("id", one.id),)) for one in designated),
    ]


def check(world: World, actor: Actor, question: Question, data: Any) -> None:
    """Hold an answer against the model."""
    if question.document in CHECKS:
        CHECKS[question.document](world, actor, data)


def _seen(world: World, actor: Actor) -> dict[str, Decision]:
    """The decisions that an actor sees: drafts are for those who take part."""
    drafts = world.role(actor) in (*PARTICIPANTS, "ADMINISTRATOR")
    return {one.id: one for one in world.decisions if drafts or one.opened_at}


def _exactly(connection: Any, expected: Any) -> None:
    """A list, its count and the model agree."""
    nodes = [node["id"] for node in connection["nodes"]]
    assert len(nodes) == len(set(nodes)) == connection["totalCount"]
    assert set(nodes) == set(expected)


def _decisions(world: World, actor: Actor, data: Any) -> None:
    seen = _seen(world, actor)
    _exactly(data["decisions"], seen)
    for node in data["decisions"]["nodes"]:
        _decision(world, node, seen[node["id"]])
    revealed = [ballot.choice for one in seen.values() if one.tally for ballot in one.ballots.values()]
    assert sorted(node["choice"] for node in data["ballots"]["nodes"]) == sorted(revealed)
    assert data["ballots"]["totalCount"] == len(revealed)


def _by_stage(world: World, actor: Actor, data: Any) -> None:
    seen = _seen(world, actor).values()
    for stage in STAGES:
        assert data[stage]["totalCount"] == sum(one.stage == stage for one in seen), stage
    assert data["CONSENSUAL"]["totalCount"] == sum(one.method == "CONSENSUS" for one in seen)
    assert data["VOTED"]["totalCount"] == sum(one.method == "VOTE" for one in seen)


def _decision(world: World, node: Any, decision: Decision) -> None:
    assert (node["stage"], node["method"]) == (decision.stage, decision.method)
    assert node["bySilence"] == (decision.by_silence if decision.opened_at else None)
    assert (node["meeting"] and node["meeting"]["id"]) == (decision.meeting and decision.meeting.id)
    assert {one["isoAlpha3"] for one in node["cast"]} == set(decision.ballots)
    able = able_to_cast(world, decision) if decision.stage == "VOTING" else decision.electorate
    assert {one["isoAlpha3"] for one in node["waiting"]} == able - set(decision.ballots)
    assert sum(one["withdrawnAt"] is None for one in node["objections"]) == len(decision.objecting)
    assert len(node["objections"]) == len(decision.objections)
    if decision.tally is None:
        assert node["tally"] is None
        assert node["ballots"] == {"totalCount": 0, "nodes": []}
    else:
        assert {name: node["tally"][name] for name in decision.tally} == decision.tally
        told = {one["state"]["isoAlpha3"]: one for one in node["ballots"]["nodes"]}
        assert {state: (one["choice"], one["explanation"]) for state, one in told.items()} == {
            state: (one.choice, one.explanation) for state, one in decision.ballots.items()
        }
    assert (node["decidedAt"] is None) == (decision.decided_at is None)


def _participation(world: World, actor: Actor, data: Any) -> None:
    for key, standing in (("members", "MEMBER"), ("observers", "OBSERVER")):
        expected = {state: one for state, one in world.participants.items() if one.standing(world.today) == standing}
        nodes = {node["state"]["isoAlpha3"]: node for node in data[key]["nodes"]}
        assert data[key]["totalCount"] == len(data[key]["nodes"]) == len(nodes)
        assert set(nodes) == set(expected)
        for state, node in nodes.items():
            designated = expected[state].speaks(world.today)
            assert (node["focalPoint"] or {}).get("name") == (designated.name if designated else None)
            if designated and key == "members":
                assert node["focalPoint"]["email"] == address(world, actor, state, designated)
    for node in data["members"]["nodes"]:
        state = node["state"]["isoAlpha3"]
        told = node["focalPoints"]
        if list(keeper(actor, state)):
            assert told is None
        else:
            _designations(world.participants[state], told)
        assert [tuple(one.values()) for one in node["changes"]] == world.participants[state].changes
        mechanisms = world.participants[state].mechanisms
        assert (node["mechanism"] or {}).get("name") == (mechanisms[-1].name if mechanisms else None)
        _exactly(node["pendingDecisions"], {one.id for one in world.decisions if _awaits(world, state, one)})
        voted = [one for one in world.decisions if one.tally and state in one.ballots]
        assert node["state"]["ballots"]["totalCount"] == len(voted)
        own = {one.id for one in world.practices if one.state == state and sees(world, actor, one)}
        _exactly(node["practices"], own)
        adopted = [one.adopted[state] for one in world.practices if state in one.adopted and sees(world, actor, one)]
        _exactly(node["adoptions"], adopted)


def _designations(participant: Participant, told: Any) -> None:
    """M4: all of them, oldest first."""
    known = {one.id: one for one in participant.designations}
    assert {one["id"]: (one["name"], one["since"], one["until"]) for one in told} == {
        key: (one.name, *participant.days(one)) for key, one in known.items()
    }
    first_days = [known[one["id"]].since for one in told]
    assert first_days == sorted(first_days)


def _designation(world: World, actor: Actor, data: Any) -> None:
    told = data["node"]
    state = told["participant"]["state"]["isoAlpha3"]
    (known,) = [one for one in world.participants[state].designations if one.id == told["id"]]
    assert (told["name"], told["email"]) == (known.name, address(world, actor, state, known))


def _awaits(world: World, state: str, decision: Decision) -> bool:
    if decision.stage == "VOTING":
        over = decision.voting_until is not None and decision.voting_until <= world.now
        return not over and state in able_to_cast(world, decision) - set(decision.ballots)
    entitled = state in world.electorate(decision.body)
    return world.stage(decision) == "CONSENSUS" and entitled and state not in decision.objecting


def _practices(world: World, actor: Actor, data: Any) -> None:
    seen = {one.id: one for one in world.practices if sees(world, actor, one)}
    found = data["practices"]
    _exactly(found, seen)
    for node in found["nodes"]:
        practice = seen[node["id"]]
        told = (node["status"], node["revision"], set(node["languages"]), node["adoptions"]["totalCount"])
        assert told == (practice.status, practice.revision, practice.languages, len(practice.adopted))
    _exactly(data["adoptions"], [adoption for one in seen.values() for adoption in one.adopted.values()])
    for status in STATUSES:
        assert data[status]["totalCount"] == sum(one.status == status for one in seen.values())
    assert sum(one["count"] for one in found["facets"]["states"]) == len(seen)
    for facet in found["facets"]["languages"]:
        assert facet["count"] == sum(facet["value"].upper() in one.languages for one in seen.values())


def _search(world: World, actor: Actor, data: Any) -> None:
    found = {one.id: one for one in world.practices if sees(world, actor, one)}
    _exactly(data["practices"], found)
    _exactly(data["french"], {one.id for one in found.values() if "FR" in one.languages})


def _meetings(world: World, actor: Actor, data: Any) -> None:
    meetings = {one.id: one for one in world.meetings}
    present = Counter(node["meeting"]["id"] for node in data["attendances"]["nodes"])
    assert present.total() == data["attendances"]["totalCount"]
    _exactly(data["meetings"], meetings)
    for node in data["meetings"]["nodes"]:
        meeting = meetings[node["id"]]
        assert node["status"] == meeting.status
        assert node["attendance"]["totalCount"] == sum(map(len, meeting.presences.values())) == present[node["id"]]
        _exactly(node["decisions"], {key for key, one in _seen(world, actor).items() if one.meeting is meeting})


def _partnerships(world: World, actor: Actor, data: Any) -> None:
    _exactly(data["partnerships"], {one.id for one in world.partnerships})
    statuses = {one.id: one.status(world.today) for one in world.partnerships}
    assert {node["id"]: node["status"] for node in data["partnerships"]["nodes"]} == statuses
    assert data["active"]["totalCount"] == list(statuses.values()).count("ACTIVE")


def _accessions(world: World, actor: Actor, data: Any) -> None:
    _exactly(data["accessions"], {one.id for one in world.accessions})
    acknowledged = {one.id: one.acknowledged_on and one.acknowledged_on.isoformat() for one in world.accessions}
    told = {node["id"]: node["acknowledgedOn"] for node in data["accessions"]["nodes"]}
    assert told == acknowledged


def _network(world: World, actor: Actor, data: Any) -> None:
    assert data["viewer"]["role"] == world.role(actor)
    figures = data["network"]["statistics"]
    standings = [one.standing(world.today) for one in world.participants.values()]
    assert (figures["members"], figures["observers"]) == (standings.count("MEMBER"), standings.count("OBSERVER"))
    assert sum(one["members"] for one in figures["byRegionalGroup"]) == figures["members"]


def _committee(world: World, actor: Actor, data: Any) -> None:
    committee, told = world.committee, data["executiveCommittee"]
    if committee is None:
        assert told is None
        return
    assert {one["state"]["isoAlpha3"] for one in told["seats"]} == set(committee.seats)
    coordinator = told["coordinator"] and told["coordinator"]["state"]["isoAlpha3"]
    appointed = committee.coordinator(world.today)
    assert coordinator == (appointed if appointed and world.is_member(appointed) else None)
    assert (told["from"], told["until"]) == (committee.since.isoformat(), committee.until.isoformat())


CHECKS: dict[str, Callable[[World, Actor, Any], None]] = {
    DECISIONS.document: _decisions,
    BY_STAGE.document: _by_stage,
    PARTICIPATION.document: _participation,
    MEETINGS.document: _meetings,
    PRACTICES.document: _practices,
    SEARCH.document: _search,
    PARTNERSHIPS.document: _partnerships,
    COMMITTEE.document: _committee,
    ACCESSIONS.document: _accessions,
    NETWORK.document: _network,
    DESIGNATED: _designation,
}
