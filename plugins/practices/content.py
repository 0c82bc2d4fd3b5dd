"""The content of a practice: its texts in each language, and the values under which it is filed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Any, Literal

from core import (
    GOALS,
    OBJECTIVES,
    Invalid,
    InvalidText,
    Mistakes,
    TextProblem,
    numbers,
    one_line,
    one_line_or_none,
    web_address,
    worded,
    worded_or_none,
)
from plugins.practices.lengths import LONGEST, MOST_LINKS, MOST_TAGS, TAG
from plugins.practices.searching.words import words

TEXTS = ("title", "summary", "body", "challenges", "results")
"""The columns of a practice that hold its texts, by language."""
FILED = {
    "capacities": "capacity",
    "systems": "system",
    "treaty_bodies": "body",
    "goals": "goal",
    "objectives": "objective",
    "tags": "tag",
    "languages": "language",
}
"""The columns of the values under which a practice is filed, each with its kind in the table of terms."""


class Left(Enum):
    """Stands for a value that was left out, if None is a value."""

    AS_IT_IS = "AS_IT_IS"


MaybeText = str | Literal[Left.AS_IT_IS] | None


@dataclass(frozen=True, slots=True)
class PracticeText:
    """The texts of a practice in one language, a code in lower case. None removes a text that is optional."""

    language: str
    title: str
    summary: str
    body: str
    challenges: MaybeText = Left.AS_IT_IS
    results: MaybeText = Left.AS_IT_IS

    def checked(self) -> PracticeText:
        """The texts as they are stored. Markdown is not trimmed, because its blanks have a meaning. Raises Invalid."""
        with Mistakes() as check:
            title = check(one_line, self.title, LONGEST["title"], "title", "text", "title")
            summary = check(worded, self.summary, LONGEST["summary"], "summary", "text", "summary")
            check(worded, self.body, LONGEST["body"], "body", "text", "body", trimmed=False)
            others: dict[str, Any] = {
                name: check(worded_or_none, written, LONGEST[name], f"text on {name}", "text", name, trimmed=False)
                for name, written in (("challenges", self.challenges), ("results", self.results))
                if written is not Left.AS_IT_IS
            }
        return replace(self, title=title, summary=summary, **others)

    def added_to(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The columns of a practice with these texts in their language added."""
        found: dict[str, Any] = {name: dict(row[name]) for name in TEXTS}
        for name in TEXTS:
            written = getattr(self, name)
            if written is Left.AS_IT_IS:
                continue
            if written:
                found[name][self.language] = written
            else:
                found[name].pop(self.language, None)
        return {**found, "languages": sorted({*row["languages"], self.language.upper()})}


@dataclass(frozen=True, slots=True)
class LanguageCorrection:
    """Corrects the original language of a practice, and removes translations that were given by mistake."""

    original: str | None = None
    withdrawn: Sequence[str] = ()

    def applied_to(self, row: Mapping[str, Any], given: str | None) -> dict[str, Any]:
        """The corrected columns of a practice. given: the language of texts in the same change. Raises Invalid."""
        original = self.original or row["original_language"]
        with Mistakes() as check:
            if original.upper() not in row["languages"]:
                check.note(Invalid(f"There is no text in {original.upper()}: give it as well.", "originalLanguage"))
            for place, language in enumerate(self.withdrawn):
                check(_require_translation, row, language, original, given, "withdrawnTranslations", str(place))
        kept = [name for name in row["languages"] if name.lower() not in self.withdrawn]
        texts = {name: {code: row[name][code] for code in row[name] if code not in self.withdrawn} for name in TEXTS}
        return {**texts, "original_language": original, "languages": kept}

    def facts(self) -> dict[str, Any]:
        """The correction as the journal keeps it."""
        original = {} if self.original is None else {"originalLanguage": self.original.upper()}
        withdrawn = [language.upper() for language in dict.fromkeys(self.withdrawn)]
        return {**original, **({"withdrawnTranslations": withdrawn} if withdrawn else {})}


NO_CORRECTION = LanguageCorrection()
"""Leaves the languages as they are."""


def _require_translation(row: Mapping[str, Any], language: str, original: str, given: str | None, *path: str) -> None:
    name = language.upper()
    if name not in row["languages"]:
        raise Invalid(f"There is no text in {name}: leave it out.", *path)
    if language == original:
        raise Invalid(f"The original is in {name}: give the right language as `originalLanguage`.", *path)
    if language == given:
        raise Invalid(f"A text in {name} is given here: either give it, or remove it.", *path)


@dataclass(frozen=True, slots=True)
class PracticeLink:
    """A page with more information."""

    url: str
    title: str | None = None

    def checked(self, *path: str) -> PracticeLink:
        """The link as it is stored. Raises Invalid for an address that is not safe to follow."""
        url = web_address(self.url, *path, "url")
        title = one_line_or_none(self.title, LONGEST["title"], "title of a link", *path, "title")
        return replace(self, url=url, title=title)


@dataclass(frozen=True, slots=True)
class Filing:
    """The values under which a practice is filed. None leaves them as they are, but removes `started_on`."""

    capacities: Sequence[str] | None = None
    systems: Sequence[str] | None = None
    treaty_bodies: Sequence[str] | None = None
    goals: Sequence[int] | None = None
    objectives: Sequence[int] | None = None
    tags: Sequence[str] | None = None
    started_on: date | Literal[Left.AS_IT_IS] | None = Left.AS_IT_IS
    links: Sequence[PracticeLink] | None = None

    def checked_links(self) -> Sequence[PracticeLink] | None:
        """The links as they are stored, or None if none are given. Raises Invalid."""
        if self.links is None:
            return None
        if len(self.links) > MOST_LINKS:
            raise Invalid(f"Give at most {MOST_LINKS} links.", "links")
        with Mistakes() as check:
            return [check(each.checked, "links", str(place)) for place, each in enumerate(self.links)]

    def columns(self, latest: date) -> dict[str, Any]:
        """The columns that are given, each list sorted and without duplicates. latest: the last day on which a practice
        may have begun. Raises Invalid."""
        found: dict[str, Any] = {}
        for name in ("capacities", "systems", "treaty_bodies"):
            if getattr(self, name) is not None:
                found[name] = sorted(set(getattr(self, name)))
        with Mistakes() as check:
            for name, most in (("goals", GOALS), ("objectives", OBJECTIVES)):
                given = getattr(self, name)
                if given is not None:
                    path = "sustainableDevelopmentGoals" if name == "goals" else name
                    found[name] = check(numbers, given, most, path)
            if self.tags is not None:
                found["tags"] = check(_tags, self.tags)
            if self.started_on is not Left.AS_IT_IS:
                found["started_on"] = self.started_on
                if self.started_on is not None and self.started_on > latest:
                    check.note(Invalid("A practice cannot have started in the future.", "startedOn"))
        return found


def _tags(given: Sequence[str]) -> list[str]:
    with Mistakes() as check:
        kept = [check(_tag_or_none, tag, "tags", str(place)) for place, tag in enumerate(given)]
    found = sorted({tag for tag in kept if tag})
    if len(found) > MOST_TAGS:
        raise Invalid(f"A practice has at most {MOST_TAGS} tags, not {len(found)}.", "tags")
    return found


def _tag_or_none(written: str, *path: str) -> str | None:
    tag = one_line_or_none(written.lower(), TAG, "tag", *path)
    if tag is not None and (";" in tag or not tag.isprintable()):
        message = "A tag has neither semicolons nor invisible characters: remove them."
        raise InvalidText(message, TextProblem.FORBIDDEN_CHARACTER, *path)
    return tag


def sort_title(row: Mapping[str, Any]) -> str:
    """The original title, folded, by which practices are sorted."""
    return " ".join(words(row["title"][row["original_language"]]))


def searchable_texts(row: Mapping[str, Any]) -> tuple[str, str, str]:
    """The titles of a practice, its summaries with its tags, and its other texts, in all its languages."""
    title, summary, *rest = (" ".join(row[name][code] for code in sorted(row[name])) for name in TEXTS)
    return title, " ".join([summary, *row["tags"]]), " ".join(rest)
