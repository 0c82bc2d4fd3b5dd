"""The error messages of graphql-core about documents and variables, as people and forms can use them."""

from __future__ import annotations

import re

from graphql import GraphQLEnumType, GraphQLError, GraphQLSchema

BEGINNING, END = 300, 160
"""The characters that are left of a longer message: what is wrong is said before and after the value."""
UNKNOWN_VALUE = re.compile(r"does not exist in '(\w+)' enum\.")
"""The part of a message about an unknown value that names the enum; the value before it may say the same."""
REPEATED_VALUE = re.compile(r", found: [{\[].*(?=\.$)", re.DOTALL)
"""The end of a message that repeats an object or a list in Python's notation."""
NULL = re.compile(r"not to be None\.$")
"""The end of a message about what is null, in Python's word for it."""
PLACE = re.compile(r"Variable '\$(\w+)' has invalid value(?: at ((?:\.\w+|\[\d+\])+))?: ")
"""How a message says where in a variable something is wrong."""
FIELD = re.compile(r"Expected value of type '\w+' (?:to include required|not to include unknown) field '(\w{1,100})'")
"""How it continues if a field of an input is missing or unknown; a name that is too long is left out of the place."""
REFUSED_VARIABLE = re.compile(
    r"Argument '\w+' has invalid value(?: at (?:\.\w+|\[\d+\])+)?: Expected variable '\$(\w+)'"
)
"""How it names a variable that an argument of a field or a directive cannot take, for instance because it is null."""


def with_short_message(error: GraphQLError) -> GraphQLError:
    """The error, its message cut in the middle if it repeats much of what was sent."""
    message = error.message
    if len(message) > BEGINNING + END:
        error.message = f"{message[:BEGINNING]}…{message[-END:]}"
    return error


def with_values(error: GraphQLError, schema: GraphQLSchema) -> GraphQLError:
    """The error; if it is about an unknown value of an enum, its message names the values that there are."""
    kind = next((schema.type_map.get(name) for name in reversed(UNKNOWN_VALUE.findall(error.message))), None)
    if isinstance(kind, GraphQLEnumType):
        error.message = f"{error.message} It has {', '.join(kind.values)}."
    return error


def with_place(error: GraphQLError) -> GraphQLError:
    """The error in the words of JSON. Its extension `variable`, for forms, has the variable's name and the path in
    it."""
    error.message = NULL.sub("not to be null.", REPEATED_VALUE.sub("", error.message))
    place = _place(error.message)
    if place:
        error.extensions = {**(error.extensions or {}), "variable": place}
    return error


def _place(message: str) -> list[str]:
    refused = REFUSED_VARIABLE.match(message)
    if refused is not None:
        return [refused[1]]
    variable = PLACE.match(message)
    if variable is None:
        return []
    field = FIELD.match(message, variable.end())
    return [variable[1], *re.findall(r"\w+", variable[2] or ""), *(field.groups() if field is not None else ())]
