"""The texts and expressions that an answer is concatenated from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, FromClause, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.sql.visitors import InternalTraversal

from schema.weaving.elements.kinds import TEXT

Piece = str | ColumnElement[Any]
LARGEST_CALL = 90
"""The most pieces that are arguments of one function: databases limit them."""
MOST_QUERIES = 4
"""The most subqueries in one concatenation, so that an answer that is too large is noticed early."""


class Pieces(ColumnElement[str]):
    """A concatenation of texts and expressions; null counts as an empty text."""

    inherit_cache = False
    __visit_name__ = "pieces"
    _traverse_internals = [("clauses", InternalTraversal.dp_clauseelement_list)]

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self.type = TEXT
        self.pieces: list[Piece] = []
        for piece in _flat(pieces):
            if isinstance(piece, str) and self.pieces and isinstance(self.pieces[-1], str):
                self.pieces[-1] += piece
            else:
                self.pieces.append(piece)
        self.clauses = [_text(piece) for piece in self.pieces] or [text_literal("")]

    def with_instead(self, replaced: Piece, piece: Piece) -> Pieces:
        """The text with one of its pieces replaced."""
        return Pieces(piece if one is replaced else one for one in self.pieces)

    def self_group(self, against: operators.OperatorType | None = None) -> Pieces:
        return self

    @property
    def _from_objects(self) -> list[FromClause]:
        return [source for clause in self.clauses for source in clause._from_objects]


def _flat(pieces: Iterable[Piece]) -> Iterable[Piece]:
    for piece in pieces:
        if isinstance(piece, Pieces):
            yield from piece.pieces
        else:
            yield piece


def _text(piece: Piece) -> ColumnElement[Any]:
    return text_literal(piece) if isinstance(piece, str) else piece


def text_literal(value: str) -> ColumnElement[str]:
    """A text constant, written into the statement."""
    found: ColumnElement[str] = literal_column("'" + value.replace("'", "''") + "'", TEXT)
    return found


@compiles(Pieces)
def _compile_pieces(element: Pieces, compiler: Any, **options: Any) -> str:
    written: list[str] = []
    queries = 0
    for clause in element.clauses:
        text = compiler.process(clause, **options)
        queries += "SELECT" in text
        if queries > MOST_QUERIES:
            written, queries = [_concatenated(written)], 1
        written.append(text)
    return _concatenated(written)


def _concatenated(written: list[str]) -> str:
    while len(written) > LARGEST_CALL:
        written = [
            f"concat({', '.join(written[start : start + LARGEST_CALL])})"
            for start in range(0, len(written), LARGEST_CALL)
        ]
    return f"concat({', '.join(written)})"
