"""A search as queries of an engine: one that finds, and one for each rank of what is found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement

from plugins.practices.searching.words import SearchTerms, Term

ANYWHERE, TITLE, HEAD = "", "A", "AB"
"""The weights of texts: of all of them; of titles; of titles, summaries and tags."""
BEST_FIRST = ("title", "some", "head", "rest")
"""The ranks: all words in the title; some there; all in title, summary and tags; the rest."""
Ways = Sequence[tuple[ColumnElement[bool], Sequence[ColumnElement[Any]]]]
"""The ways in which the practices of a rank are found: see `Source.rank`."""


@dataclass(frozen=True, slots=True)
class Syntax:
    """The query language of an engine. nothing: a query that finds nothing; all_of, any_of, but_not: its operators.

    phrase: writes a term that has no others, in the texts of some weights; within: restricts a query to them.
    """

    nothing: str
    all_of: str
    any_of: str
    but_not: str
    phrase: Callable[[Term, str], str]
    within: Callable[[str, str], str]

    def ranked(self, found: SearchTerms) -> dict[str, str]:
        """The queries: `find`, for all that is wanted and nothing unwanted, and one for each rank, without overlaps."""
        if not found.wanted:
            return dict.fromkeys(("find", *BEST_FIRST), self.nothing)
        somewhere, in_title, in_head = (self.all_in(weights, found.wanted) for weights in (ANYWHERE, TITLE, HEAD))
        some_in_title = self.any_in(TITLE, found.wanted)
        unwanted = [self.any_in(ANYWHERE, found.unwanted)] if found.unwanted else []
        some = self.nothing
        if len(found.wanted) > 1:
            some = self._but(self.all_of.join((somewhere, some_in_title)), [in_title, *unwanted])
        return {
            "find": self._but(somewhere, unwanted),
            "title": self._but(in_title, unwanted),
            "some": some,
            "head": self._but(in_head, [some_in_title, *unwanted]),
            "rest": self._but(somewhere, [in_head, some_in_title, *unwanted]),
        }

    def all_in(self, weights: str, terms: Iterable[Term]) -> str:
        """All of these terms, in the texts of these weights."""
        return self.within(self.all_of.join(self._term(term, weights) for term in terms), weights)

    def any_in(self, weights: str, terms: Iterable[Term]) -> str:
        """Any of these terms, in the texts of these weights."""
        return self.within(self.any_of.join(self._term(term, weights) for term in terms), weights)

    def _term(self, term: Term, weights: str) -> str:
        if not term.others:
            return self.phrase(term, weights)
        forms = (self.phrase(Term((form,), term.prefix), weights) for form in (*term.words, *term.others))
        return f"({self.any_of.join(forms)})"

    def _but(self, found: str, left_out: Sequence[str]) -> str:
        return f"({found}) {self.but_not} ({self.any_of.join(left_out)})" if left_out else found
