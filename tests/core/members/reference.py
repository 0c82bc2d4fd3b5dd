"""Members and observers as the slow resolver knows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from operator import attrgetter
from types import SimpleNamespace as Row
from typing import Any

from core.members import tables
from core.members.names import code_of, folded
from core.rendering import html_of
from core.tables import metadata
from tests.schema.agreement.reference import Maker, Part, there_in, written

_folded = lru_cache(10_000)(folded)


def holds(row: Row, day: date) -> bool:
    return bool(row.since <= day and (row.until is None or row.until > day))


class CorePart(Part):
    """Who asks, and the journal."""

    tables = metadata

    def nodes(self) -> dict[str, tuple[str, Maker]]:
        return {"JournalEntry": ("core_journal", self.entry)}

    def root(self) -> dict[str, Any]:
        return {
            "viewer": {"role": "PUBLIC", "name": None, "participant": None},
            "taxonomies": [self.taxonomy(name) for name in sorted({row.taxonomy for row in self.rows["core_terms"]})],
            "taxonomy": lambda _, name: self.taxonomy(name),
            "journal": lambda _, filter=None, **page: {
                **self.reference.pages(
                    "JournalEntry",
                    [row for row in self.rows["core_journal"] if row.public and self.wanted_entry(row, filter or {})],
                    "default",
                    [attrgetter("sequence")],
                    page,
                ),
                "__typename": "JournalConnection",
                "head": self.rows["core_head"][0].hash,
            },
        }

    def wanted_entry(self, row: Row, filter: Mapping[str, Any]) -> bool:
        day = row.at.date().isoformat()
        return (
            filter.get("subject") in (None, row.subject)
            and filter.get("action") in (None, row.action)
            and row.sequence >= filter.get("sequenceFrom", 1)
            and filter.get("from", day) <= day <= filter.get("until", day)
        )

    def taxonomy(self, name: str) -> dict[str, Any] | None:
        rows = [row for row in self.reference.sorted("core_terms", "position") if row.taxonomy == name]
        found = [
            {
                "value": row.value,
                "label": lambda _, language=None, row=row: self.reference.text(row.label, "en", language),
                "description": lambda _, language=None, row=row: (
                    self.reference.text(row.description, "en", language) if row.description else None
                ),
            }
            for row in rows
        ]
        return {"name": name, "terms": found} if found else None

    def entry(self, row: Row, day: date) -> dict[str, Any]:
        names = ("sequence", "at", "actor", "action", "subject", "payload", "hash")
        return {"previousHash": row.previous_hash, **{name: written(getattr(row, name)) for name in names}}


class MembersPart(Part):
    """States, participants, the Network."""

    tables = tables.metadata

    def nodes(self) -> dict[str, tuple[str, Maker]]:
        return {
            "State": ("members_states", self.state),
            "Participant": ("members_participants", self.participant),
            "Mechanism": ("members_mechanisms", self.mechanism),
            "FocalPoint": ("members_focal_points", self.focal_point),
            "Accession": ("members_accessions", self.accession),
            "Objective": ("members_objectives", self.objective),
        }

    def root(self) -> dict[str, Any]:
        return {
            "network": self.network(),
            "state": lambda _, isoAlpha3: self.reference.first("State", iso_alpha3=code_of(isoAlpha3)),  # noqa: N803
            "participant": lambda _, isoAlpha3: self.participant_of(isoAlpha3),  # noqa: N803
            "states": lambda _, filter=None, **page: self.reference.pages(
                "State",
                [row for row in self.rows["members_states"] if self.wanted_state(row, filter or {})],
                "default",
                [attrgetter("sort_name")],
                page,
            ),
            "members": lambda _, **asked: self.participants("MEMBER", **asked),
            "observers": lambda _, **asked: self.participants("OBSERVER", **asked),
            "accessions": lambda _, **page: self.reference.pages(
                "Accession", self.rows["members_accessions"], "default", [attrgetter("communicated_on")], page
            ),
        }

    # ------------------------------------------------------------------ what types have

    def state(self, row: Row, day: date) -> dict[str, Any]:
        return {
            "isoAlpha2": row.iso_alpha2,
            "isoAlpha3": row.iso_alpha3,
            "m49": row.m49,
            "name": lambda _, language=None: self.reference.text(row.name, "en", language),
            "formalName": lambda _, language=None: self.reference.text(row.formal_name, "en", language),
            "regionalGroup": self.group(row.id, day),
            "region": row.region,
            "subRegion": row.sub_region,
            "unMemberSince": row.un_member_since,
            "participant": lambda _: self.reference.first("Participant", day, state_id=row.id),
        }

    def participant(self, row: Row, day: date) -> dict[str, Any]:
        mine = [r for r in self.rows["members_standings"] if r.participant_id == row.id]
        mine.sort(key=lambda r: (r.since, r.id))
        return {
            "state": lambda _: self.reference.object("State", row.state_id, day),
            "standing": next((r.standing for r in mine if holds(r, day)), mine[0].standing),
            "joinedOn": written(row.joined_on),
            "founding": row.founding,
            "mechanism": lambda _: self.dated("Mechanism", row.id, day),
            "focalPoint": lambda _: self.dated("FocalPoint", row.id, day),
            "focalPoints": None,
            "changes": [
                {
                    "__typename": "StandingChange",
                    "standing": r.standing,
                    "on": written(r.since),
                    "cause": r.cause,
                    "reason": r.reason,
                    "ceasedOn": written(r.ceased_on),
                }
                for r in mine
            ],
        }

    def participant_of(self, iso_alpha3: str) -> Any:
        state = self.reference.row("members_states", iso_alpha3=code_of(iso_alpha3))
        return self.reference.first("Participant", state_id=state.id) if state else None

    def dated(self, name: str, participant: int, day: date) -> Any:
        for row in self.rows[self.reference.nodes[name][0]]:
            if row.participant_id == participant and holds(row, day):
                return self.reference.made(name, row, day)
        return None

    def mechanism(self, row: Row, day: date) -> dict[str, Any]:
        return {
            "name": lambda _, language=None: self.reference.text(row.name, row.original_language, language),
            "originalLanguage": row.original_language.upper(),
            "languages": there_in(row.name),
            "type": row.type,
            "legalBasis": row.legal_basis,
            "establishedOn": written(row.established_on),
            "website": row.website,
            "trackingTool": row.tracking_tool,
            "capacities": row.capacities,
            "participant": lambda _: self.reference.object("Participant", row.participant_id, day),
        }

    def focal_point(self, row: Row, day: date) -> dict[str, Any]:
        participant = self.reference.row("members_participants", id=row.participant_id)
        assert participant is not None
        joined_on = participant.joined_on
        return {
            "name": row.name,
            "title": row.title,
            "email": None,
            "language": row.language and row.language.upper(),
            "since": written(max(row.since, joined_on)),
            "until": written(row.until and max(row.until, joined_on)),
            "participant": lambda _: self.reference.object("Participant", row.participant_id, day),
        }

    def accession(self, row: Row, day: date) -> dict[str, Any]:
        return {
            "state": lambda _: self.reference.object("State", row.state_id, day),
            "standing": row.standing,
            "adoptsDeclaration": row.adopts_declaration,
            "communicatedOn": written(row.communicated_on),
            "acknowledgedOn": written(row.acknowledged_on),
            "participant": lambda _: self.reference.first("Participant", day, state_id=row.state_id),
        }

    def objective(self, row: Row, day: date) -> dict[str, Any]:
        return {
            "number": row.number,
            "text": lambda _, language=None: self.reference.text(row.text, "en", language),
            "languages": there_in(row.text),
        }

    def network(self) -> dict[str, Any]:
        row, today = self.rows["members_network"][0], self.reference.today
        standing = [r.standing for r in self.rows["members_standings"] if holds(r, today)]
        principles = self.reference.sorted("members_principles", "id")
        objectives = self.reference.sorted("members_objectives", "number")
        return {
            "name": lambda _, language=None: self.reference.text(row.name, "en", language),
            "nameLanguages": there_in(row.name),
            "visionLanguages": there_in(row.vision),
            "vision": lambda _, language=None: self.reference.text(row.vision, "en", language),
            "guidingPrinciples": [{"name": r.name, "text": r.text} for r in principles],
            "objectives": lambda _: [self.reference.made("Objective", r) for r in objectives],
            "declaration": {
                "title": row.declaration_title,
                "adoptedOn": written(row.declaration_adopted_on),
                "place": row.declaration_place,
                "text": row.declaration_text,
                "textHtml": lambda _: html_of(row.declaration_text, "en"),
            },
            "statistics": {
                "members": standing.count("MEMBER"),
                "observers": standing.count("OBSERVER"),
                "byRegionalGroup": self.counts(),
            },
            **self.reference.added("Network", row, today),
        }

    def counts(self) -> list[dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for state in self.rows["members_states"]:
            group = self.group(state.id, self.reference.today)
            count = found.setdefault(group, {"regionalGroup": group, "members": 0, "observers": 0, "states": 0})
            count["states"] += 1
            participant = self.reference.row("members_participants", state_id=state.id)
            for row in self.rows["members_standings"]:
                if participant and row.participant_id == participant.id and holds(row, self.reference.today):
                    count[f"{row.standing.lower()}s"] += 1
        return [found[group] for group in sorted(found)]

    # ------------------------------------------------------------------ what lists ask for

    def participants(
        self,
        standing: str,
        filter: Mapping[str, Any] | None = None,
        orderBy: str | None = None,  # noqa: N803
        direction: str | None = None,
        on: str | None = None,
        **page: Any,
    ) -> dict[str, Any]:
        day = date.fromisoformat(on) if on else self.reference.today
        stands = {
            row.participant_id for row in self.rows["members_standings"] if row.standing == standing and holds(row, day)
        }
        rows = [
            row
            for row in self.rows["members_participants"]
            if row.id in stands and self.wanted_participant(row, filter or {}, day)
        ]

        def name(row: Row) -> Any:
            state = self.reference.row("members_states", id=row.state_id)
            assert state is not None
            return state.sort_name

        key = attrgetter("joined_on") if orderBy == "JOINED_ON" else name
        return self.reference.pages("Participant", rows, orderBy or "NAME", [key], page, direction == "DESC", day)

    def wanted_state(self, row: Row, asked: Mapping[str, Any]) -> bool:
        searched = [_folded(name) for name in [*row.name.values(), *row.formal_name.values()]]
        participating = any(r.state_id == row.id for r in self.rows["members_participants"])
        return (
            asked.get("regionalGroup") in (None, self.group(row.id, self.reference.today))
            and asked.get("participating") in (None, participating)
            and any(_folded(asked.get("nameContains") or "") in name for name in searched)
        )

    def wanted_participant(self, row: Row, asked: Mapping[str, Any], day: date) -> bool:
        mechanism = next(
            (r for r in self.rows["members_mechanisms"] if r.participant_id == row.id and holds(r, day)),
            Row(type=None, capacities=[]),
        )
        return (
            asked.get("regionalGroup") in (None, self.group(row.state_id, day))
            and asked.get("mechanismType") in (None, mechanism.type)
            and asked.get("capacity") in (None, *mechanism.capacities)
            and row.joined_on >= date.fromisoformat(asked.get("joinedFrom") or "0001-01-01")
            and row.joined_on <= date.fromisoformat(asked.get("joinedUntil") or "9999-12-31")
        )

    def group(self, state: int, day: date) -> str:
        for row in self.rows["members_regional_groups"]:
            if row.state_id == state and (row.since or day) <= day and (row.until is None or row.until > day):
                return str(row.regional_group)
        raise AssertionError(f"state {state} has no group")
