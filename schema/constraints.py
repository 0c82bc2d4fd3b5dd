"""What the database sees to, so that no answer has to look: values that are there."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Connection

from schema.declarations import Expression


class _Condition(CheckConstraint):
    """A constraint on each row of a table, by a name that it has there."""

    def __init__(self, condition: str, name: str) -> None:
        self.condition = condition
        super().__init__(condition, name=name)

    def add_to(self, table: str, connection: Connection) -> None:
        """Add it to a table that is there, whose rows all meet it. For migrations."""
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {self.name} CHECK ({self.condition})")

    def drop_from(self, table: str, connection: Connection) -> None:
        """Take it away again."""
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {self.name}")


class HasOriginal(_Condition):
    """The constraint that a `Texts` column holds its text in the language that it was written in.

    texts: the column; language: the one with the code of that language, or None where it is `code` for all rows.
    """

    def __init__(self, texts: str, language: str | None = None, code: str = "en") -> None:
        self.texts, self.language = texts, language or f"'{code}'"
        super().__init__(f"({texts} ->> {self.language}) IS NOT NULL", f"{texts}_has_original")

    def add_to(self, table: str, connection: Connection) -> None:
        """Add it to a table that is there; a row that lacks the text gets an empty one. For migrations."""
        if connection.dialect.name == "sqlite":
            filled = f"json_set({self.texts}, '$.\"' || {self.language} || '\"', '')"
        else:
            filled = f"jsonb_set({self.texts}, ARRAY[CAST({self.language} AS text)], '\"\"')"
        connection.exec_driver_sql(f"UPDATE {table} SET {self.texts} = {filled} WHERE NOT {self.condition}")
        super().add_to(table, connection)


class PresentWhere(_Condition):
    """The constraint that a column is not null in the rows in which another holds this value."""

    def __init__(self, column: str, where: str, value: str) -> None:
        self.column, self.where, self.value = column, where, value
        super().__init__(f"{column} IS NOT NULL OR {where} <> '{value}'", f"{column}_present_where_{value.lower()}")


def has_original(texts: Expression, original: Column[str] | str) -> bool:
    """Whether the database sees to it that a column holds a text in that language."""
    if not isinstance(texts, Column) or texts.table is None:
        return False
    language = original.key if isinstance(original, Column) else f"'{original}'"
    return any(
        isinstance(one, HasOriginal) and (one.texts, one.language) == (texts.key, language)
        for one in texts.table.constraints
    )
