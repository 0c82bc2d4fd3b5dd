"""A slow, obvious resolver: every table in memory, every field a line of Python, ordinary execution over the SDL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from operator import attrgetter
from types import SimpleNamespace as Row
from typing import Any

from graphql import GraphQLSchema, build_schema, graphql_sync
from sqlalchemy import select

from core.ground import head, journal
from core.members import tables
from core.members.names import folded
from core.platform import Platform
from schema.printing import sorted_sdl


def written(value: Any) -> Any:
    """Dates and instants as they go over the wire."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, date) else value


class Reference:
    """Answers operations over what a platform's database holds, for the public."""

    def __init__(self, platform: Platform, languages: Sequence[str] = ()) -> None:
        self.languages, self.today = languages, platform.now().date()
        self.rows: dict[str, list[Row]] = {}
        with platform.database.reading() as session:
            for table in [*tables.metadata.tables.values(), journal, head]:
                found = session.execute(select(table)).mappings()
                self.rows[table.name.removeprefix("members_")] = [Row(**row) for row in found]
        self.schema: GraphQLSchema = build_schema(sorted_sdl(platform.assembled.schema))

    def answer(self, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        result = graphql_sync(self.schema, document, root_value=self.root(), variable_values=dict(variables))
        assert not result.errors, result.errors
        assert result.data is not None
        return result.data

    # ------------------------------------------------------------------ what types have

    def root(self) -> dict[str, Any]:
        return {
            "viewer": {"role": "PUBLIC", "name": None, "participant": None},
            "network": self.network(),
            "node": lambda _, id: self.node(id),
            "nodes": lambda _, ids: [self.node(identifier) for identifier in ids],
            "state": lambda _, isoAlpha3: self.first("states", self.state, iso_alpha3=isoAlpha3.upper()),  # noqa: N803
            "participant": lambda _, isoAlpha3: self.participant_of(isoAlpha3),  # noqa: N803
            "states": lambda _, filter=None, **page: self.pages(
                "State", [r for r in self.rows["states"] if self.wanted_state(r, filter or {})],
                self.state, "default", [attrgetter("sort_name")], page,
            ),
            "members": lambda _, **asked: self.participants("MEMBER", **asked),
            "observers": lambda _, **asked: self.participants("OBSERVER", **asked),
            "accessions": lambda _, **page: self.pages(
                "Accession", self.rows["accessions"], self.accession, "default", [attrgetter("communicated_on")], page
            ),
            "journal": lambda _, **page: {
                **self.pages("JournalEntry", [r for r in self.rows["core_journal"] if r.public], self.entry,
                             "default", [attrgetter("sequence")], page, connection="JournalConnection"),
                "head": self.rows["core_head"][0].hash,
            },
        }  # fmt: skip

    def node(self, identifier: str) -> Any:
        name, key = identifier.split(":")
        table, made = {
            "State": ("states", self.state),
            "Participant": ("participants", self.participant),
            "Mechanism": ("mechanisms", self.mechanism),
            "FocalPoint": ("focal_points", self.focal_point),
            "Accession": ("accessions", self.accession),
            "Objective": ("objectives", self.objective),
            "JournalEntry": ("core_journal", self.entry),
        }[name]
        return self.first(table, made, id=int(key))

    def first(self, table: str, made: Callable[..., Any], **equal: Any) -> Any:
        for row in self.rows[table]:
            if all(getattr(row, key) == value for key, value in equal.items()):
                return made(row)
        return None

    def state(self, row: Row, day: date | None = None) -> dict[str, Any]:
        day = day or self.today
        return {
            "__typename": "State",
            "id": f"State:{row.id}",
            "isoAlpha2": row.iso_alpha2,
            "isoAlpha3": row.iso_alpha3,
            "m49": row.m49,
            "name": lambda _, language=None: self.text(row.name, "en", language),
            "formalName": lambda _, language=None: self.text(row.formal_name, "en", language),
            "regionalGroup": self.group(row.id, day),
            "region": row.region,
            "subRegion": row.sub_region,
            "unMemberSince": row.un_member_since,
            "participant": lambda _: self.first("participants", lambda p: self.participant(p, day), state_id=row.id),
        }

    def participant(self, row: Row, day: date | None = None) -> dict[str, Any]:
        day = day or self.today
        mine = [r for r in self.rows["standings"] if r.participant_id == row.id]
        mine.sort(key=lambda r: (r.since, r.id))
        return {
            "__typename": "Participant",
            "id": f"Participant:{row.id}",
            "state": lambda _: self.first("states", lambda s: self.state(s, day), id=row.state_id),
            "standing": next((r.standing for r in mine if self.holds(r, day)), mine[0].standing),
            "joinedOn": written(row.joined_on),
            "founding": row.founding,
            "mechanism": lambda _: self.dated("mechanisms", self.mechanism, row.id, day),
            "focalPoint": lambda _: self.dated("focal_points", self.focal_point, row.id, day),
            "changes": [
                {"__typename": "StandingChange", "standing": r.standing, "on": written(r.since), "reason": r.reason}
                for r in mine
            ],
        }

    def participant_of(self, iso_alpha3: str) -> Any:
        state = self.first("states", lambda row: row, iso_alpha3=iso_alpha3.upper())
        return self.first("participants", self.participant, state_id=state.id) if state else None

    def dated(self, table: str, made: Callable[..., Any], participant: int, day: date) -> Any:
        for row in self.rows[table]:
            if row.participant_id == participant and self.holds(row, day):
                return made(row, day)
        return None

    def mechanism(self, row: Row, day: date | None = None) -> dict[str, Any]:
        return {
            "__typename": "Mechanism",
            "id": f"Mechanism:{row.id}",
            "name": lambda _, language=None: self.text(row.name, row.original_language, language),
            "type": row.type,
            "legalBasis": row.legal_basis,
            "establishedOn": written(row.established_on),
            "website": row.website,
            "trackingTool": row.tracking_tool,
            "capacities": row.capacities,
            "participant": lambda _: self.first(
                "participants", lambda p: self.participant(p, day), id=row.participant_id
            ),
        }

    def focal_point(self, row: Row, day: date | None = None) -> dict[str, Any]:
        return {
            "__typename": "FocalPoint",
            "id": f"FocalPoint:{row.id}",
            "name": row.name,
            "title": row.title,
            "email": None,
            "since": written(row.since),
            "until": written(row.until),
            "participant": lambda _: self.first(
                "participants", lambda p: self.participant(p, day), id=row.participant_id
            ),
        }

    def accession(self, row: Row) -> dict[str, Any]:
        return {
            "__typename": "Accession",
            "id": f"Accession:{row.id}",
            "state": lambda _: self.first("states", self.state, id=row.state_id),
            "standing": row.standing,
            "adoptsDeclaration": row.adopts_declaration,
            "communicatedOn": written(row.communicated_on),
            "acknowledgedOn": written(row.acknowledged_on),
            "participant": lambda _: self.first("participants", self.participant, state_id=row.state_id),
        }

    def objective(self, row: Row) -> dict[str, Any]:
        return {
            "__typename": "Objective",
            "id": f"Objective:{row.id}",
            "number": row.number,
            "text": lambda _, language=None: self.text(row.text, "en", language),
        }

    def entry(self, row: Row) -> dict[str, Any]:
        values = {
            key: written(getattr(row, key))
            for key in ("sequence", "at", "actor", "action", "subject", "payload", "hash")
        }
        return {
            "__typename": "JournalEntry", "id": f"JournalEntry:{row.id}", "previousHash": row.previous_hash, **values,
        }  # fmt: skip

    def network(self) -> dict[str, Any]:
        row = self.rows["network"][0]
        standing = [r.standing for r in self.rows["standings"] if self.holds(r, self.today)]
        return {
            "name": lambda _, language=None: self.text(row.name, "en", language),
            "vision": lambda _, language=None: self.text(row.vision, "en", language),
            "guidingPrinciples": [{"name": r.name, "text": r.text} for r in self.sorted("principles", "id")],
            "objectives": [self.objective(r) for r in self.sorted("objectives", "number")],
            "declaration": {
                "title": row.declaration_title,
                "adoptedOn": written(row.declaration_adopted_on),
                "place": row.declaration_place,
                "text": row.declaration_text,
            },
            "statistics": {
                "members": standing.count("MEMBER"),
                "observers": standing.count("OBSERVER"),
                "byRegionalGroup": self.counts(),
            },
        }

    def counts(self) -> list[dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for state in self.rows["states"]:
            group = self.group(state.id, self.today)
            count = found.setdefault(group, {"regionalGroup": group, "members": 0, "observers": 0, "states": 0})
            count["states"] += 1
            participant = self.first("participants", lambda row: row, state_id=state.id)
            for row in self.rows["standings"]:
                if participant and row.participant_id == participant.id and self.holds(row, self.today):
                    count[f"{row.standing.lower()}s"] += 1
        return [found[group] for group in sorted(found)]

    def participants(
        self,
        standing: str,
        filter: Mapping[str, Any] | None = None,
        orderBy: str | None = None,  # noqa: N803
        direction: str | None = None,
        on: str | None = None,
        **page: Any,
    ) -> dict[str, Any]:
        day = date.fromisoformat(on) if on else self.today
        rows = [
            row
            for row in self.rows["participants"]
            if any(
                r.participant_id == row.id and r.standing == standing and self.holds(r, day)
                for r in self.rows["standings"]
            )
            and self.wanted_participant(row, filter or {}, day)
        ]

        def name(row: Row) -> str:
            return str(self.first("states", lambda state: state.sort_name, id=row.state_id))

        keys: list[Callable[[Row], Any]] = [attrgetter("joined_on") if orderBy == "JOINED_ON" else name]
        order = orderBy or "default"
        return self.pages(
            "Participant", rows, lambda row: self.participant(row, day), order, keys, page, direction == "DESC"
        )

    # ------------------------------------------------------------------ what they need

    def wanted_state(self, row: Row, asked: Mapping[str, Any]) -> bool:
        names = [*row.name.values(), *row.formal_name.values()]
        searched = [folded(name) for name in names]
        participating = any(r.state_id == row.id for r in self.rows["participants"])
        return (
            asked.get("regionalGroup") in (None, self.group(row.id, self.today))
            and asked.get("participating") in (None, participating)
            and any(folded(asked.get("nameContains") or "") in name for name in searched)
        )  # fmt: skip

    def wanted_participant(self, row: Row, asked: Mapping[str, Any], day: date) -> bool:
        mechanism = next(
            (r for r in self.rows["mechanisms"] if r.participant_id == row.id and self.holds(r, day)),
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
        for row in self.rows["regional_groups"]:
            if row.state_id == state and (row.since or day) <= day and (row.until is None or row.until > day):
                return str(row.regional_group)
        raise AssertionError(f"state {state} has no group")

    @staticmethod
    def holds(row: Row, day: date) -> bool:
        return bool(row.since <= day and (row.until is None or row.until > day))

    def sorted(self, table: str, key: str) -> list[Row]:
        return sorted(self.rows[table], key=attrgetter(key))

    def text(self, texts: Mapping[str, str], original: str, asked: str | None) -> str:
        for language in [asked.lower() if asked else "", *self.languages, original]:
            if language in texts:
                return texts[language]
        raise AssertionError(texts)

    def pages(
        self,
        name: str,
        rows: Iterable[Row],
        made: Callable[[Row], dict[str, Any]],
        order: str,
        keys: Sequence[Callable[[Row], Any]],
        page: Mapping[str, Any],
        descending: bool = False,
        connection: str | None = None,
    ) -> dict[str, Any]:
        def place(row: Row) -> tuple[Any, ...]:
            found = [key(row) for key in keys]
            return (*(key.encode() if isinstance(key, str) else key for key in found), row.id)

        tag = f"{name} {order} {'desc' if descending else 'asc'}"

        def cursor(row: Row) -> str:
            return "\x1f".join([tag, *(str(written(key(row))) for key in keys), str(row.id)]).encode().hex()

        everything = sorted(rows, key=place, reverse=descending)
        cursors = [cursor(row) for row in everything]
        start, end = 0, len(everything)
        if page.get("after") is not None:
            start = cursors.index(page["after"]) + 1
        if page.get("before") is not None:
            end = min(end, cursors.index(page["before"]))
        if page.get("last") is not None:
            start = max(start, end - page["last"])
        else:
            size = page.get("first")
            end = min(end, start + (50 if size is None else size))
        shown = everything[start:end] if start <= end else []
        return {
            "__typename": connection or f"{name}Connection",
            "totalCount": len(everything),
            "nodes": [made(row) for row in shown],
            "edges": [{"cursor": cursor(row), "node": made(row)} for row in shown],
            "pageInfo": {
                "hasNextPage": end < len(everything),
                "hasPreviousPage": start > 0,
                "startCursor": cursor(shown[0]) if shown else None,
                "endCursor": cursor(shown[-1]) if shown else None,
            },
        }
