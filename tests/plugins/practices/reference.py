"""Practices in the slow reference resolver, for the public."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from operator import attrgetter
from types import SimpleNamespace as Row
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core.database.sessions.session import Session
from plugins.practices import tables
from plugins.practices.searching.words import SearchTerms, Term, search_terms, words
from plugins.practices.storing import make_findable
from plugins.practices.types import similarity
from tests.schema.agreement.reference import Maker, Part, Reference, there_in, written

LISTS = {
    "capacities": "capacities", "systems": "systems", "treatyBodies": "treaty_bodies", "tags": "tags",
    "sustainableDevelopmentGoals": "goals", "objectives": "objectives",
}  # fmt: skip
ORDERS: Mapping[str, Callable[[Row], Any]] = {
    "PUBLISHED_AT": attrgetter("ordered_at"),
    "TITLE": attrgetter("sort_title"),
    "ADOPTIONS": attrgetter("adoption_count"),
}


class PracticesPart(Part):
    """The published practices: outsiders see no others."""

    tables = tables.metadata

    def __init__(self, reference: Reference) -> None:
        super().__init__(reference)
        published = [row for row in self.rows["practices_practices"] if row.status == "PUBLISHED"]
        seen = {row.id for row in published}
        self.rows["practices_practices"] = published
        for name in ("adoptions", "links", "revisions"):
            rows = self.rows[f"practices_{name}"]
            self.rows[f"practices_{name}"] = [row for row in rows if row.practice_id in seen]

    @staticmethod
    def arrive(session: Session) -> None:
        for row in session.execute(select(tables.practices)).mappings().all():
            make_findable(session, row)

    def nodes(self) -> dict[str, tuple[str, Maker]]:
        return {
            "Practice": ("practices_practices", self.practice),
            "PracticeAdoption": ("practices_adoptions", self.adoption),
        }

    def root(self) -> dict[str, Any]:
        return {
            "practice": lambda _, id: self.reference.node(id),
            "practices": lambda _, **given: self.practices(self.rows["practices_practices"], "RELEVANCE", **given),
            "adoptions": lambda _, filter=None, **page: self.adoptions(
                [row for row in self.rows["practices_adoptions"] if self.is_wanted_adoption(row, filter or {})], page
            ),
        }

    def added(self, type_name: str, row: Row, day: date) -> dict[str, Any]:
        key = {"State": "state_id", "Participant": "participant_id"}.get(type_name)
        if key is None:
            return {}
        mine = [each for each in self.rows["practices_practices"] if getattr(each, key) == row.id]
        listed = {"practices": lambda _, **page: self.practices(mine, **page)}
        if type_name == "State":
            return listed
        adopted = [each for each in self.rows["practices_adoptions"] if each.participant_id == row.id]
        return {**listed, "adoptions": lambda _, **page: self.adoptions(adopted, page, day)}

    # ------------------------------------------------------------------ what types have

    def practice(self, row: Row, day: date) -> dict[str, Any]:
        def of(table: str, key: str) -> list[Row]:
            found = [each for each in self.rows[f"practices_{table}"] if each.practice_id == row.id]
            return sorted(found, key=attrgetter(key))

        return {
            **self.texts(row),
            "state": lambda _: self.reference.object("State", row.state_id, day),
            "status": row.status,
            "capacities": row.capacities,
            "systems": row.systems,
            "treatyBodies": row.treaty_bodies,
            "sustainableDevelopmentGoals": row.goals,
            "objectives": lambda _: [self.reference.first("Objective", day, number=n) for n in sorted(row.objectives)],
            "tags": row.tags,
            "withdrawalReason": row.withdrawal_reason,
            "links": [{"url": each.url, "title": each.title} for each in of("links", "position")],
            "startedOn": written(row.started_on),
            "submittedAt": written(row.submitted_at),
            "publishedAt": written(row.published_at),
            "updatedAt": written(row.updated_at),
            "revision": row.revision,
            "reviews": [],
            "revisions": [
                {"number": each.number, "at": written(each.at), "note": each.note, **self.texts(each)}
                for each in of("revisions", "number")
            ],
            "adoptions": lambda _, **page: self.adoptions(of("adoptions", "at"), page),
            "similar": lambda _, first=5: self.similar(row, 5 if first is None else first),
        }

    def adoption(self, row: Row, day: date) -> dict[str, Any]:
        return {
            "practice": lambda _: self.reference.object("Practice", row.practice_id, day),
            "participant": lambda _: self.reference.object("Participant", row.participant_id, day),
            "note": row.note,
            "at": written(row.at),
        }

    def texts(self, row: Row) -> dict[str, Any]:
        """The texts of a practice, or of a revision."""
        texts = {
            name: lambda _, language=None, name=name: self.reference.optional_text(
                getattr(row, name), row.original_language, language
            )
            for name in ("title", "summary", "body", "challenges", "results")
        }
        html = {
            f"{name}Html": lambda _, language=None, name=name: self.reference.html(
                getattr(row, name), row.original_language, language
            )
            for name in ("body", "challenges", "results")
        }
        return {
            **texts,
            **html,
            "originalLanguage": row.original_language.upper(),
            "languages": row.languages,
            "challengesLanguages": there_in(row.challenges),
            "resultsLanguages": there_in(row.results),
        }

    def similar(self, row: Row, first: int) -> list[Any]:
        """Those that share the most with it, of those that share its rarest values."""
        filed = {each.id: _filed(each) for each in self.rows["practices_practices"]}
        numbers = Counter(value for values in filed.values() for value in values)
        compared = set[int]()
        for value in filed[row.id]:
            rarer = sum(numbers[other] for other in filed[row.id] if numbers[other] < numbers[value])
            if rarer < similarity.COMPARED:
                compared |= {*sorted((id for id in filed if value in filed[id]), reverse=True)[: similarity.COMPARED]}

        def shared(other: Row) -> int:
            return len(filed[row.id] & filed[other.id])

        others = [each for each in self.rows["practices_practices"] if each.id in compared - {row.id}]
        others.sort(key=lambda other: (shared(other), other.id), reverse=True)
        return [self.reference.made("Practice", other) for other in others[:first]]

    # ------------------------------------------------------------------ what lists ask for

    def practices(
        self,
        rows: list[Row],
        own_order: str = "default",
        filter: Mapping[str, Any] | None = None,
        search: str | None = None,
        orderBy: str | None = None,  # noqa: N803
        direction: str | None = None,
        **page: Any,
    ) -> dict[str, Any]:
        given = {key: value for key, value in (filter or {}).items() if value is not None}
        if "tags" in given:
            given["tags"] = [tag.strip().lower() for tag in given["tags"]]
        sought = None if search is None else search_terms(search)
        rows = [row for row in rows if sought is None or self.found(row, sought)]
        by_relevance = orderBy in (None, "RELEVANCE")
        keys: list[Callable[[Row], Any]] = [ORDERS["PUBLISHED_AT" if by_relevance else str(orderBy)]]
        if by_relevance and sought is not None:
            keys.insert(0, lambda row: self.fit(row, sought))
        descending = direction == "DESC" or (direction is None and by_relevance)
        kept = [row for row in rows if self.wanted(row, given)]
        listed = self.reference.pages("Practice", kept, orderBy or own_order, keys, page, descending)
        return {**listed, "facets": lambda _: self.facets(rows, given)}

    def adoptions(self, rows: list[Row], page: Mapping[str, Any], day: date | None = None) -> dict[str, Any]:
        return self.reference.pages("PracticeAdoption", rows, "default", [attrgetter("at")], page, day=day)

    def is_wanted_adoption(self, row: Row, asked: Mapping[str, Any]) -> bool:
        participant = self.reference.row("members_participants", id=row.participant_id)
        assert participant is not None
        day, first, last = row.at.astimezone(UTC).date(), asked.get("adoptedFrom"), asked.get("adoptedUntil")
        return (
            asked.get("participant") in (None, f"Participant:{row.participant_id}")
            and asked.get("state") in (None, f"State:{participant.state_id}")
            and asked.get("practice") in (None, f"Practice:{row.practice_id}")
            and (first is None or day >= date.fromisoformat(first))
            and (last is None or day <= date.fromisoformat(last))
        )

    def wanted(self, row: Row, given: Mapping[str, Any]) -> bool:
        def published(day: str, at: time) -> datetime:
            return datetime.combine(date.fromisoformat(day), at, ZoneInfo("UTC"))

        return (
            given.get("state") in (None, f"State:{row.state_id}")
            and given.get("regionalGroup") in (None, self.group(row))
            and all({*given[key]} & {*getattr(row, name)} for key, name in LISTS.items() if key in given)
            and given.get("language") in (None, *row.languages)
            and given.get("status") in (None, row.status)
            and (given.get("statuses") is None or row.status in given["statuses"])
            and row.published_at >= published(given.get("publishedFrom") or "0001-01-01", time.min)
            and row.published_at < published(given.get("publishedUntil") or "9999-12-30", time.min) + timedelta(days=1)
        )

    def group(self, row: Row) -> str:
        day = self.reference.today
        (found,) = (
            each.regional_group
            for each in self.rows["members_regional_groups"]
            if each.state_id == row.state_id and (each.since or day) <= day and (each.until is None or each.until > day)
        )
        return str(found)

    def facets(self, rows: list[Row], given: Mapping[str, Any]) -> dict[str, Any]:
        def counted(without: str, values: Callable[[Row], list[Any]]) -> list[dict[str, Any]]:
            rest = {key: value for key, value in given.items() if key != without}
            counts = Counter(str(value) for row in rows if self.wanted(row, rest) for value in values(row))
            ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].encode()))
            return [{"value": value, "count": count} for value, count in ordered]

        return {
            **{key: counted(key, attrgetter(name)) for key, name in LISTS.items()},
            "languages": counted("language", attrgetter("languages")),
            "states": counted("state", lambda row: [f"State:{row.state_id}"]),
            "regionalGroups": counted("regionalGroup", lambda row: [self.group(row)]),
        }

    # ------------------------------------------------------------------ search

    def found(self, row: Row, sought: SearchTerms) -> bool:
        """Whether all wanted terms are in the texts, and no unwanted one."""
        parts = [self.words(row, "title"), self.words(row, "summary"), self.words(row, "body", "challenges", "results")]

        def somewhere(term: Term) -> bool:
            return any(_stands_in(term, part) for part in parts)

        return bool(sought.wanted) and all(map(somewhere, sought.wanted)) and not any(map(somewhere, sought.unwanted))

    def fit(self, row: Row, sought: SearchTerms) -> int:
        """3: all in the title; 2: some there; 1: all in title, summary and tags; 0: elsewhere."""
        title, summary = self.words(row, "title"), self.words(row, "summary")
        in_title = [_stands_in(term, title) for term in sought.wanted]
        if any(in_title):
            return 3 if all(in_title) else 2
        return int(all(_stands_in(term, summary) for term in sought.wanted))

    def words(self, row: Row, *names: str) -> list[str]:
        texts = [getattr(row, name)[code] for name in names for code in sorted(getattr(row, name))]
        return words(" ".join([*texts, *(row.tags if "summary" in names else ())]))


def _filed(row: Row) -> set[tuple[str, Any]]:
    """The values under which a practice is filed, languages aside, each with its kind."""
    return {(name, value) for name in LISTS.values() for value in getattr(row, name)}


def _stands_in(term: Term, text: list[str]) -> bool:
    return any(term.stands_at(text, place) for place in range(len(text)))
