"""The ties between participants and partners, and their places: participants outside, partners inside."""

from __future__ import annotations

import cmath
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, islice, product
from typing import Any

STATUSES = ("ACTIVE", "SUSPENDED", "PROPOSED")
"""The statuses of the partnerships that are drawn, the strongest tie first."""
MOST_TIES_OF_PROPOSAL = 200
"""About as many as there are states. Who else a proposal names need not have agreed to it, so it is not to fill the
picture."""


@dataclass(frozen=True, slots=True)
class Node:
    """A participant or a partner.

    short: a state's code; a partner's acronym, else its name. group: a participant's regional group, a partner's kind.
    language: that of a partner's name; empty for a state, which has a name in every language.
    """

    id: str
    short: str
    title: str
    group: str
    is_participant: bool
    language: str = ""


@dataclass(slots=True)
class Tie:
    """A tie between two nodes: their common partnerships, by title and id. status: that of the strongest."""

    source: str
    target: str
    status: str
    partnerships: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Graph:
    """The whole picture as data: participants, partners, and the ties between them."""

    participants: list[Node]
    partners: list[Node]
    ties: list[Tie]

    @property
    def nodes(self) -> list[Node]:
        """All participants and partners."""
        return [*self.participants, *self.partners]

    def as_json(self) -> dict[str, Any]:
        """The content of `graph.json`."""
        return {
            "nodes": [
                {"id": node.id, "label": node.short, "name": node.title, "group": node.group,
                 "type": node.id.partition(":")[0]} for node in self.nodes
            ],
            "ties": [
                {"source": tie.source, "target": tie.target, "status": tie.status,
                 "partnerships": tie.partnerships, "ids": tie.ids}
                for tie in self.ties
            ],
        }  # fmt: skip


def graph_of(
    participants: Iterable[Mapping[str, Any]],
    partnerships: Iterable[Mapping[str, Any]],
    languages: Sequence[str] = (),
) -> Graph:
    """The graph of all participants, and of the partners that partnerships tie to them. languages: the reader's.

    In a partnership with partners, each participant is tied to each partner; in one without, to the other participants.
    A proposal that would make more than MOST_TIES_OF_PROPOSAL makes none. The two lists are read one after the other: a
    participant that appears only in partnerships is left out.
    """
    around = [_participant(one) for one in participants]
    known = {node.id for node in around}
    within: dict[str, Node] = {}
    ties: dict[tuple[str, str], Tie] = {}
    running = [one for one in partnerships if one["status"] in STATUSES]
    for partnership in sorted(running, key=lambda one: STATUSES.index(one["status"])):
        pairs = _pairs(partnership, known)
        for partner in partnership["partners"] if pairs else ():
            within.setdefault(partner["id"], _partner(partner, languages))
        for source, target in pairs:
            tie = ties.setdefault((source, target), Tie(source, target, partnership["status"]))
            tie.partnerships.append(partnership["title"])
            tie.ids.append(partnership["id"])
    around.sort(key=lambda node: (node.group, node.title))
    return Graph(around, sorted(within.values(), key=lambda node: node.title), list(ties.values()))


def _participant(one: Mapping[str, Any]) -> Node:
    state = one["state"]
    return Node(one["id"], state["isoAlpha3"], state["name"], state["regionalGroup"], True)


def _partner(one: Mapping[str, Any], languages: Sequence[str]) -> Node:
    there = {code.lower() for code in one["languages"]}
    language = next((code for code in languages if code in there), one["originalLanguage"].lower())
    return Node(one["id"], one["acronym"] or one["name"], one["name"], one["kind"], False, language)


def _pairs(partnership: Mapping[str, Any], known: Collection[str]) -> list[tuple[str, str]]:
    participants = sorted(one["id"] for one in partnership["participants"] if one["id"] in known)
    partners = [one["id"] for one in partnership["partners"]]
    pairs = product(participants, partners) if partners else combinations(participants, 2)
    if partnership["status"] != "PROPOSED":
        return list(pairs)
    few = list(islice(pairs, MOST_TIES_OF_PROPOSAL + 1))
    return few if len(few) <= MOST_TIES_OF_PROPOSAL else []


def positions(graph: Graph) -> dict[str, float]:
    """The angle of each node: participants evenly spaced, by regional group; partners too, as their ties pull them."""
    angles = dict(zip((node.id for node in graph.participants), _around(len(graph.participants)), strict=True))
    wanted = _pulled(graph, angles)
    pulled = sorted(wanted, key=wanted.__getitem__)
    slots = _around(len(pulled))
    turn = _mean_turn([wanted[name] for name in pulled], slots)
    return angles | {name: slot + turn for name, slot in zip(pulled, slots, strict=True)}


def _pulled(graph: Graph, angles: Mapping[str, float]) -> dict[str, float]:
    """The angle of each partner that is the mean of those of the participants to which it is tied."""
    towards = {node.id: 0j for node in graph.partners}
    for tie in graph.ties:
        if tie.target in towards:
            towards[tie.target] += cmath.rect(1, angles[tie.source])
    return {partner: cmath.phase(pull) for partner, pull in towards.items()}


def _around(count: int) -> list[float]:
    return [2 * math.pi * place / count - math.pi / 2 for place in range(count)]


def _mean_turn(wanted: Sequence[float], slots: Sequence[float]) -> float:
    """The angle by which to turn the slots so that they are closest to the wanted angles."""
    sine = sum(math.sin(one - other) for one, other in zip(wanted, slots, strict=True))
    cosine = sum(math.cos(one - other) for one, other in zip(wanted, slots, strict=True))
    return math.atan2(sine, cosine)
