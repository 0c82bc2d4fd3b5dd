"""The parameters of one statement, and how each is read from a reading."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, Boolean, ColumnElement, Date, Double, bindparam, literal_column

from schema.declaring.columns import Identifier, Instant
from schema.plan import Lookup, Nested, Pages
from schema.request.identifiers import primary_key
from schema.request.values import Value, as_stored, each
from schema.weaving.dialects import JsonDialect
from schema.weaving.elements.among import ListParameter
from schema.weaving.elements.kinds import STRING, WHOLE_NUMBER
from schema.weaving.statements import Read


class Parameters:
    """The parameters of one statement. readers: how each is read, by its name."""

    def __init__(self, dialect: JsonDialect) -> None:
        self.dialect = dialect
        self.readers: dict[str, Read] = {}

    def bind(self, value: Value, kind: Any) -> BindParameter[Any]:
        """A parameter of this type of column."""
        read = value.read
        return bindparam(self._read_by(lambda reading: as_stored(read(reading))), type_=kind)

    def size(self, value: Value) -> ColumnElement[int]:
        """The size of a page."""
        if value.fixed and self.dialect.writes_sizes:
            return literal_column(str(int(value.sample)), Identifier)
        return self.bind(value, Identifier)

    def bind_like(self, value: Value) -> Any:
        """A parameter of the type of a value; for an object of several values, a parameter for each by name."""
        sample, read = as_stored(value.sample), value.read
        if isinstance(sample, dict):
            return {name: self.bind_like(value.item(name)) for name in sample}
        if not isinstance(sample, list):
            return self.bind(value, _type_of(sample))
        name = self._read_by(lambda reading: json.dumps(as_stored(read(reading)), default=str))
        only = value.only()
        return ListParameter(name, None if only is None else self.bind_like(only), value.empty)

    def _read_by(self, read: Read) -> str:
        """Add a parameter that is read by this function. Returns its name."""
        name = f"p{len(self.readers)}"
        self.readers[name] = read
        return name

    def bind_ids(self, identifiers: Value, type_name: str, field: Pages) -> ListParameter:
        """The primary keys in a list of ids that is given in a field. Raises BadRequest for an id of another type."""
        keys = identifiers.converted(
            each(lambda identifier: primary_key(identifier, type_name, field.node, field.path))
        )
        found: ListParameter = self.bind_like(keys)
        return found

    def bind_id(self, identifier: Value, type_name: str, field: Nested | Lookup | Pages) -> BindParameter[Any]:
        """The primary key in an id that is given in a field. Reading it raises BadRequest for an id of another type."""
        read = identifier.read
        return self.bind(
            Value(None, lambda reading: primary_key(read(reading), type_name, field.node, field.path)), Identifier
        )


def _type_of(sample: Any) -> Any:
    if isinstance(sample, bool):
        return Boolean()
    if isinstance(sample, int):
        return WHOLE_NUMBER
    if isinstance(sample, float):
        return Double()
    if isinstance(sample, datetime):
        return Instant()
    return Date() if isinstance(sample, date) else STRING
