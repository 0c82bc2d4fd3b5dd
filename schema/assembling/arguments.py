"""The arguments of fields with their descriptions: for pages, languages and ids, and an author's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import EnumMeta

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument

from schema.declaring.declarations import Declaration, graphql_name
from schema.declaring.field_kinds import (
    Argument,
    ByIdField,
    ConnectionField,
    Field,
    ManyField,
    NodeField,
    OneField,
    ResolvedField,
    TextField,
)
from schema.declaring.scalars import Language, OrderDirection
from schema.limits import Limits
from schema.request.pages import DEFAULT_PAGE

LANGUAGE = Argument(
    type=Language | None,
    description="The language of the text. If this is left out, or the text does not exist in it: the first language "
    "of the request's Accept-Language in which the text exists, else the original.",
)
PAGING = {
    "first": Argument(
        type=int | None,
        description=f"How many from the beginning, or after `after`: {Limits().page_size} at most, and {DEFAULT_PAGE} "
        "if neither `first` nor `last` is given; the operator may have set fewer.",
    ),
    "after": Argument(type=str | None, description="The cursor after which the page begins."),
    "last": Argument(
        type=int | None,
        description="How many from the end, or before `before`: at most as many as for `first`, with which it cannot "
        "be combined.",
    ),
    "before": Argument(type=str | None, description="The cursor before which the page ends."),
}
NARROWED = (
    "Which of them; all if this is left out. A condition that is left out or null changes nothing; in a list of values "
    "any may match, and an empty list finds nothing."
)
AS_OF = (
    "Below this field, dated records (who held what, from when until when) are shown as of that day; everything else "
    "is shown as it is now. Ids are the same on every day: a cache that stores objects by id must not mix days."
)
"""Added to the description of every argument that sets the day of the reading."""


def arguments_of(
    declared: Field, target: Declaration | None, input_of: Callable[[type], type]
) -> list[StrawberryArgument]:
    """The arguments of a declared field. target: the type that it answers; input_of: makes the input of a filter."""
    found: dict[str, Argument] = {}
    match declared:
        case TextField():
            found["language"] = LANGUAGE
        case NodeField(many=True):
            found["ids"] = Argument(type=list[strawberry.ID], description="The ids of objects of any types.")
        case NodeField():
            found["id"] = Argument(type=strawberry.ID, description="The id of an object of any type.")
        case ByIdField() if target is not None:
            found["id"] = id_of(target)
        case ConnectionField() if target is not None:
            found |= PAGING
            if declared.filter is not None:
                found["filter"] = Argument(type=input_of(declared.filter) | None, description=NARROWED)
            if declared.order_by is not None:
                found |= _ordering(declared.order_by, target)
            elif declared.both_ways:
                found["direction"] = _direction("DESC" if target.order.descending else "ASC")
    if isinstance(declared, OneField | ManyField | ConnectionField | ResolvedField):
        found |= {name: _described(argument) for name, argument in declared.arguments.items()}
    return [argument_of(name, argument) for name, argument in found.items()]


def argument_of(name: str, argument: Argument) -> StrawberryArgument:
    """An argument by its Python name, as Strawberry has it."""
    return StrawberryArgument(
        python_name=name,
        graphql_name=graphql_name(name),
        type_annotation=StrawberryAnnotation(argument.type),
        description=argument.description or None,
    )


def id_of(target: Declaration) -> Argument:
    """The argument that names an object of a type."""
    return Argument(type=strawberry.ID, description=f"The id of the {target.name}.")


def _described(argument: Argument) -> Argument:
    """An author's argument, its description completed by that of all arguments of its kind."""
    if argument.type == LANGUAGE.type and not argument.description:
        return replace(argument, description=LANGUAGE.description)
    if argument.sets == "today":
        return replace(argument, description=f"{argument.description} {AS_OF}".strip())
    return argument


def _ordering(order_by: type, target: Declaration) -> dict[str, Argument]:
    """`orderBy` and `direction`, whose descriptions name the defaults."""
    assert isinstance(order_by, EnumMeta)
    orders = {name: target.orders[name] for name in order_by.__members__ if name in target.orders}
    own = target.own_order
    by = "What they are ordered by." + (f" Default: {own}." if own else "")
    if own is None:
        orders["their own order"] = target.order
    ways = {
        way: ", ".join(name for name, order in orders.items() if order.descending is descending)
        for way, descending in (("DESC", True), ("ASC", False))
    }
    directions = [f"{way} for {names}" for way, names in ways.items() if names]
    left_out = directions[0].partition(" ")[0] if len(directions) == 1 else "; ".join(directions)
    return {
        "order_by": Argument(type=order_by | None, description=by),
        "direction": _direction(left_out),
    }


def _direction(left_out: str) -> Argument:
    return Argument(type=OrderDirection | None, description=f"Which way the order runs. Default: {left_out}.")
