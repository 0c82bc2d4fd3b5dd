"""Resolvers over the rows and batches of the tuned Strawberry; fields without one are attributes or keys of their row."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from aiodataloader import DataLoader
from ariadne import InterfaceType, MutationType, ObjectType, QueryType, ScalarType

from bench.servers import records, writing


class Loaders(dict[Any, Any]):
    """The DataLoaders of one request, made on first use: of batches by name, of the newest practices by their number."""

    def __missing__(self, name: Any) -> Any:
        batch = records.newest_practices(name) if isinstance(name, int) else records.BATCHES[name]
        found = self[name] = DataLoader(batch)
        return found


def _loaders(info: Any) -> Loaders:
    found: Loaders = info.context["loaders"]
    return found


query, mutation, node = QueryType(), MutationType(), InterfaceType("Node")
state, participant, network = ObjectType("State"), ObjectType("Participant"), ObjectType("Network")
practice, listed, facets = ObjectType("Practice"), ObjectType("PracticeConnection"), ObjectType("PracticeFacets")
decision, ballot, meeting = ObjectType("Decision"), ObjectType("Ballot"), ObjectType("Meeting")
change, mechanism, committee = ObjectType("StandingChange"), ObjectType("Mechanism"), ObjectType("ExecutiveCommittee")
day = ScalarType("Date", serializer=lambda value: value.isoformat())
instant = ScalarType("DateTime", serializer=lambda value: value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
TYPES = [
    query, mutation, node, state, participant, network, practice, listed, facets, decision, ballot, meeting, change,
    mechanism, committee, day, instant,
]  # fmt: skip

for kind, name in (
    (participant, "Participant"),
    (practice, "Practice"),
    (decision, "Decision"),
    (meeting, "Meeting"),
    (state, "State"),
):
    kind.set_field("id", lambda row, _, name=name: f"{name}:{row.id}")
for kind, texts in (
    (practice, ("title", "summary")),
    (decision, ("title",)),
    (meeting, ("title",)),
    (mechanism, ("name",)),
):
    for text in texts:
        kind.set_field(text, lambda row, _, text=text: getattr(row, text)[row.original_language])
for kind, names in (
    (state, {"isoAlpha3": "iso_alpha3", "unMemberSince": "un_member_since"}),
    (participant, {"joinedOn": "joined_on"}),
    (practice, {"publishedAt": "published_at"}),
    (decision, {"votingOpenedAt": "voting_opened_at", "decidedAt": "decided_at"}),
    (ballot, {"castAt": "cast_at"}),
    (meeting, {"startsAt": "starts_at", "endsAt": "ends_at"}),
    (change, {"on": "since"}),
    (committee, {"from": "since"}),
):
    for field, column in names.items():
        kind.set_alias(field, column)
state.set_field("name", lambda row, _: row.name["en"])
state.set_field("formalName", lambda row, _: row.formal_name["en"])
network.set_field("name", lambda row, _: row.name["en"])
network.set_field("vision", lambda row, _: row.vision["en"])
state.set_field("regionalGroup", lambda row, info: _group(row, info))
for kind in (participant, practice, ballot):
    kind.set_field("state", lambda row, info: _loaders(info)["state"].load(row.state_id))
participant.set_field("mechanism", lambda row, info: _loaders(info)["mechanism"].load(row.id))
participant.set_field("focalPoint", lambda row, info: _loaders(info)["focal_point"].load(row.id))
participant.set_field("changes", lambda row, info: _loaders(info)["standings"].load(row.id))
committee.set_field("seats", lambda row, _: records.members_of_committee(row.id))


async def _group(row: Any, info: Any) -> str:
    return str((await _loaders(info)["group"].load(row.id)).regional_group)


@node.type_resolver
def _type_of(*_: Any) -> str:
    return "State"


@participant.field("standing")
async def _standing(row: Any, info: Any) -> str:
    found, today = await _loaders(info)["standings"].load(row.id), records.today()
    return next(str(s.standing) for s in found if s.since <= today and (s.until is None or s.until > today))


@participant.field("practices")
async def _practices_of(row: Any, info: Any, first: int) -> Any:
    return {"nodes": await _loaders(info)[first].load(row.id)}


@network.field("statistics")
def _statistics(_: Any, __: Any) -> Any:
    counts = [
        {"regionalGroup": row[0], "members": row[1], "observers": row[2], "states": row[3]}
        for row in records.counts_by_group()
    ]
    members, observers = (sum(one[name] for one in counts) for name in ("members", "observers"))
    return {"members": members, "observers": observers, "byRegionalGroup": counts}


@decision.field("reference")
def _reference(row: Any, _: Any) -> str:
    return f"{row.year}/{row.number}"


@decision.field("tally")
def _tally(row: Any, _: Any) -> Any:
    if row.voting_closed_at is None:
        return None
    return {
        "eligible": row.eligible_count, "present": row.present_count, "yes": row.yes_count, "no": row.no_count,
        "abstain": row.abstain_count, "presentAndVoting": row.yes_count + row.no_count,
        "adopted": row.yes_count > row.no_count,
    }  # fmt: skip


@decision.field("ballots")
async def _ballots(row: Any, info: Any, first: int) -> Any:
    return {"nodes": (await _loaders(info)["ballots"].load(row.id))[:first]}


for name in ("capacities", "systems", "regionalGroups", "tags"):
    facets.set_field(
        name,
        lambda wanted, _, name=name: [{"value": value, "count": count} for value, count in records.facet(name, wanted)],
    )
listed.set_field("totalCount", lambda found, _: records.count_of_practices(found["wanted"]))
listed.set_field("facets", lambda found, _: found["wanted"])


@query.field("network")
def _network(_: Any, __: Any) -> Any:
    return records.the_network()


@query.field("members")
def _members(_: Any, __: Any, first: int, orderBy: str | None = None, direction: str | None = None) -> Any:  # noqa: N803
    return {"nodes": records.members(first, orderBy == "JOINED_ON", direction == "DESC")}


@query.field("states")
def _states(_: Any, __: Any, first: int) -> Any:
    return {"nodes": records.all_states(first)}


@query.field("node")
async def _node(_: Any, info: Any, id: str) -> Any:
    return await _loaders(info)["state"].load(int(id.partition(":")[2]))


@query.field("practices")
def _practices(
    _: Any, __: Any, first: int, filter: Any = None, orderBy: str | None = None,  # noqa: N803
    direction: str | None = None, search: str | None = None,
) -> Any:  # fmt: skip
    wanted = filter or {}
    if search is not None:
        return {"nodes": records.search(search, first), "wanted": wanted}
    descending = direction == "DESC" if orderBy else True
    return {"nodes": records.page_of_practices(first, wanted, orderBy, descending), "wanted": wanted}


@query.field("decision")
async def _decision(_: Any, info: Any, id: str) -> Any:
    return await _loaders(info)["decision"].load(int(id.partition(":")[2]))


@query.field("decisions")
def _decisions(_: Any, __: Any, last: int) -> Any:
    return {"nodes": records.last_decisions(last)}


@query.field("meetings")
def _meetings(_: Any, __: Any, last: int) -> Any:
    return {"nodes": records.last_meetings(last)}


@query.field("executiveCommittee")
def _committee(_: Any, __: Any) -> Any:
    return records.committee_in_office()


@mutation.field("castBallot")
async def _cast(_: Any, info: Any, input: Any) -> Any:
    authorization = info.context["request"].headers.get("authorization", "")
    key, refusals = await writing.cast(authorization, input["decision"], input["participant"], input["choice"])
    decided = None if key is None else await _loaders(info)["decision"].load(key)
    return {"decision": decided, "errors": [{"code": one.code, "message": one.message} for one in refusals]}
