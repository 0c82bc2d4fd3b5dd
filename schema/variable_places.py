"""Errors tell where in the variables something is wrong, in words of JSON."""

from __future__ import annotations

import re

from graphql import GraphQLError

FOUND = re.compile(r", found: [{\[].*(?=\.$)", re.DOTALL)
"""The end of a message of graphql-core that repeats an object or a list in Python's notation."""
NULL = re.compile(r"not to be None\.$")
"""The end of one about what is null, in Python's word for it."""
PLACE = re.compile(r"Variable '\$(\w+)' has invalid value(?: at ((?:\.\w+|\[\d+\])+))?: ")
"""How graphql-core says where in a variable something is wrong."""
NAMED = re.compile(r"Expected value of type '\w+' (?:to include required|not to include unknown) field '(\w{1,100})'")
"""How it goes on where a field of an input is missing, or is none; of a longer word the place of the input is told."""
SENT = re.compile(r"Argument '\w+' has invalid value(?: at (?:\.\w+|\[\d+\])+)?: Expected variable '\$(\w+)'")
"""How it names a variable that an argument, of a field or of a directive, cannot take: it is null, for instance."""


def with_place(error: GraphQLError) -> GraphQLError:
    """An error that tells forms where it is: the name of the variable, and from there what `UserError.path` has."""
    error.message = NULL.sub("not to be null.", FOUND.sub("", error.message))
    place = _place(error.message)
    if place:
        error.extensions = {**(error.extensions or {}), "variable": place}
    return error


def _place(message: str) -> list[str]:
    given = SENT.match(message)
    if given is not None:
        return [given[1]]
    found = PLACE.match(message)
    if found is None:
        return []
    named = NAMED.match(message, found.end())
    return [found[1], *re.findall(r"\w+", found[2] or ""), *(named.groups() if named is not None else ())]
