"""Constraints by which the database guarantees that values exist, so that statements need not check it."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import CheckConstraint, Connection, Table, event

from schema.declaring.errors import DeclarationError

WORD = re.compile(r"\w{1,63}", re.ASCII)


class _Condition(CheckConstraint):
    """A named check on each row of a table."""

    def __init__(self, condition: str, name: str) -> None:
        self.condition = condition
        super().__init__(condition, name=name)

    def add_to(self, table: str, connection: Connection) -> None:
        """Add it to an existing table. For migrations, once all rows meet it."""
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {self.name} CHECK ({self.condition})")

    def drop_from(self, table: str, connection: Connection) -> None:
        """Remove it. For migrations."""
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {self.name}")


class HasOriginal(_Condition):
    """The constraint that a `Texts` column holds its text in the language that it was written in.

    texts: the column, which every row has; language: the one with the code of that language, or None if it is `code`
    for all rows. Raises ValueError for names and codes that are not letters, digits and `_` alone, and DeclarationError
    for a table whose rows may lack the text.
    """

    def __init__(self, texts: str, language: str | None = None, code: str = "en") -> None:
        self.texts = _word(texts)
        event.listen(self, "after_parent_attach", self._require_in_every_row)
        self.language = f"'{_word(code)}'" if language is None else f'"{_word(language)}"'
        super().__init__(f'("{texts}" ->> {self.language}) IS NOT NULL', f"{texts}_has_original")

    def add_to(self, table: str, connection: Connection) -> None:
        """Add it to an existing table; a row that lacks the text gets an empty one. For migrations."""
        if connection.dialect.name == "sqlite":
            filled = f"json_patch(\"{self.texts}\", json_object({self.language}, ''))"
        else:
            whole = f"CASE jsonb_typeof(\"{self.texts}\") WHEN 'object' THEN \"{self.texts}\" ELSE '{{}}' END"
            filled = f"{whole} || jsonb_build_object({self.language}, '')"
        connection.exec_driver_sql(f'UPDATE {table} SET "{self.texts}" = {filled} WHERE NOT {self.condition}')
        super().add_to(table, connection)

    def _require_in_every_row(self, _: Any, table: Table) -> None:
        if self.texts in table.c and table.c[self.texts].nullable:
            raise DeclarationError(
                f"{table.name}.{self.texts} may be null, and its HasOriginal says that every row has it: write "
                "nullable=False, or leave HasOriginal out where only some rows have the text."
            )


class PresentWhere(_Condition):
    """The constraint that a column is not null in the rows in which another holds this value.

    Raises ValueError for names and values that are not letters, digits and `_` alone.
    """

    def __init__(self, column: str, where: str, value: str) -> None:
        self.column, self.where, self.value = _word(column), _word(where), _word(value)
        super().__init__(f""""{column}" IS NOT NULL OR "{where}" <> '{value}'""", f"{column}_where_{value.lower()}")


def _word(name: str) -> str:
    if not WORD.fullmatch(name):
        raise ValueError(f"{name!r} is not letters, digits and _ alone.")
    return name
