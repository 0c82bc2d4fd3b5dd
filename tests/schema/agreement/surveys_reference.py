"""Surveys as the slow resolver knows them, for one viewer: what it does not see is not in the row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from operator import attrgetter
from types import MappingProxyType
from types import SimpleNamespace as Row
from typing import Any

from core import Role, Viewer
from schema.declaring.declarations import graphql_name
from tests.schema.agreement import surveys
from tests.schema.agreement.reference import Maker, Part, Reference

FOUND = [graphql_name(name) for name in vars(surveys.Queries) if name.startswith("found_")]
"""The lists that are searched, each in another way."""


class SurveysPart(Part):
    """What a viewer sees of them; `for_viewer` tells which."""

    tables = surveys.METADATA
    viewer: Viewer

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> type[SurveysPart]:
        """The same for somebody."""
        return type(cls.__name__, (cls,), {"viewer": viewer})

    def __init__(self, reference: Reference) -> None:
        super().__init__(reference)
        self.rows["surveys_surveys"] = [
            self._seen(row) for row in self.rows["surveys_surveys"] if row.verdict != "LOST"
        ]

    def _seen(self, row: Row) -> Row:
        """The row without the cells that the viewer does not see."""
        hidden = {} if row.opens_on <= self.reference.today else {"score": None}
        hidden |= {} if self.viewer.role.name in surveys.READERS else {"source": None}
        mine = self.viewer.role is Role.ADMINISTRATOR or row.host_id == self.viewer.participant
        if not mine:
            hidden |= {"verdict": None, "comment": None, "notes": None, "marks": [], "mentor_id": None}
        return Row(**{**vars(row), **hidden, "mine": mine})

    def nodes(self) -> dict[str, tuple[str, Maker]]:
        return {
            "Survey": ("surveys_surveys", self.survey),
            "SurveyAnswer": ("surveys_answers", lambda row, day: {"word": row.word}),
            "Surveyor": ("surveys_people", self.person),
        }

    def root(self) -> dict[str, Any]:
        return {
            "survey": lambda _, id: self.reference.node(id),
            "surveys": lambda _, filter=None, **page: self._listed(filter or {}, page),
            **dict.fromkeys(FOUND, lambda _, word=None, **page: self._found(word, page)),
            "surveysOn": lambda _, day=None, **page: self._pages(self.rows["surveys_surveys"], page),
            "surveyors": lambda _, **page: self.reference.pages(
                "Surveyor", self.rows["surveys_people"], "default", [lambda row: row.name], page
            ),
        }

    def survey(self, row: Row, day: date) -> dict[str, Any]:
        own = [answer for answer in self.rows["surveys_answers"] if row.mine and answer.survey_id == row.id]
        made = [self.reference.made("SurveyAnswer", answer) for answer in own]
        return {
            "number": row.number,
            "score": row.score,
            "verdict": row.verdict,
            "comment": row.comment,
            "source": row.source,
            "traced": row.source and row.source[::-1],
            "notes": lambda _, language=None: row.notes and self.reference.text(row.notes, "en", language),
            "marks": row.marks,
            "mentor": self.reference.object("Surveyor", row.mentor_id),
            "commented": row.comment is not None,
            "length": None if row.comment is None else len(row.comment),
            "loud": row.comment and row.comment.upper(),
            "whispered": f"number {row.number}" if row.mine else None,
            "givenAnswers": made,
            "pages": lambda _, **page: self.reference.pages("SurveyAnswer", own, "default", [lambda one: one.id], page),
            "answer": made[0] if made else None,
            "result": self._result(row) if row.mine else None,
        }

    def _result(self, row: Row) -> dict[str, Any]:
        return {"__typename": "SurveyResult", "doubled": row.number * 2, "comment": row.comment}

    def person(self, row: Row, day: date) -> dict[str, Any]:
        led = [one for one in self.rows["surveys_surveys"] if one.mentor_id == row.id]
        led.sort(key=lambda one: (one.number, one.id))
        return {
            "name": row.name,
            "mentored": lambda _, **page: self._pages(led, page),
            "judged": lambda _: [self.reference.made("Survey", one) for one in led],
        }

    def _pages(
        self,
        rows: list[Row],
        page: Mapping[str, Any],
        order: str = "default",
        counted: Mapping[str, list[Row]] = MappingProxyType({}),
    ) -> dict[str, Any]:
        """counted: by what is counted, the rows of which it is, where they are others."""
        by_comment = order == "COMMENT" or order == "found"
        key = (lambda row: row.comment or "") if by_comment else (lambda row: row.number)
        answer = self.reference.pages("Survey", rows, "default" if order == "found" else order, [key], page)
        for name, value in (("verdicts", attrgetter("verdict")), ("sources", attrgetter("source"))):
            counts = Counter(filter(None, map(value, counted.get(name, rows))))
            each = sorted(counts.items(), key=lambda found: (-found[1], found[0]))
            answer[name] = [{"__typename": "SurveyCount", "value": value, "count": count} for value, count in each]
        return answer

    def _listed(self, wanted: Mapping[str, Any], page: Mapping[str, Any]) -> dict[str, Any]:
        rows = [row for row in self.rows["surveys_surveys"] if self._meets(row, wanted)]
        counted = {
            facet: [row for row in self.rows["surveys_surveys"] if self._meets(row, {**wanted, narrowed: None})]
            for facet, narrowed in (("verdicts", "verdict"), ("sources", "sourced"))
        }
        return self._pages(rows, page, page.get("orderBy") or "NUMBER", counted)

    def _meets(self, row: Row, wanted: Mapping[str, Any]) -> bool:
        asked = {name: value for name, value in wanted.items() if value is not None}
        return all(
            {
                "verdict": lambda value: row.verdict == value,
                "sourced": lambda value: (row.source is not None) == value,
                "commented": lambda value: (row.comment is not None) == value,
                "comment": lambda value: row.comment == value,
                "mentor": lambda value: f"Surveyor:{row.mentor_id}" == value,
                "mentors": lambda values: f"Surveyor:{row.mentor_id}" in values,
                "scoreFrom": lambda value: row.score is not None and row.score >= value,
            }[name](value)
            for name, value in asked.items()
        )

    def _found(self, word: str | None, page: Mapping[str, Any]) -> dict[str, Any]:
        if word is None:
            return self._pages(self.rows["surveys_surveys"], page)
        return self._pages(
            [row for row in self.rows["surveys_surveys"] if row.comment and word in row.comment], page, "found"
        )
