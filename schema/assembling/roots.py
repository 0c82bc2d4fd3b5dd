"""The root types: queries, mutations with their payloads, subscriptions."""

from __future__ import annotations

import sys
import typing
from collections.abc import Callable, Iterable
from typing import TypeVar

import strawberry
from strawberry.types.base import has_object_definition
from strawberry.types.field import StrawberryField

from schema.assembling.arguments import argument_of, id_of
from schema.assembling.strawberry_types import StrawberryTypes
from schema.checking.fitting import check_methods
from schema.declaring.declarations import Declaration, declaration_of, graphql_name
from schema.declaring.errors import DeclarationError
from schema.declaring.field_kinds import Argument
from schema.declaring.writes import Mutation, Subscription, UserError
from schema.modelling.annotations import evaluate_annotation
from schema.modelling.names import declared_twice, place_of
from schema.resolvers.fields import AnswerField, MutationField, RefusalsField, SubscriptionField, add_field

Declared = TypeVar("Declared", Mutation, Subscription)


def query_root(types: StrawberryTypes) -> type:
    """The root type Query."""
    query = type("Query", (), {})
    types.fill(query, types.model.queries.values())
    places = {declared.name: declared.place for declared in types.model.queries.values()}
    for contributed in types.contributions.queries:
        check_methods(contributed, StrawberryField, "query", "@strawberry.field")
        _adopt(query, contributed, places)
    return strawberry.type(query, name="Query", description="What the Network holds, for anyone to read.")


def mutation_root(types: StrawberryTypes) -> type | None:
    """The root type Mutation, if there is any mutation."""
    described = "Writes: each takes one input and answers one payload."
    return _root(types, Mutation, types.contributions.mutations, _mutation_field, described)


def subscription_root(types: StrawberryTypes) -> type | None:
    """The root type Subscription, if there is any subscription."""
    described = "What changes, as it changes."
    return _root(types, Subscription, types.contributions.subscriptions, _subscription_field, described)


def _root(
    types: StrawberryTypes,
    kind: type[Declared],
    contributions: Iterable[type],
    field_of: Callable[[StrawberryTypes, str, Declared, type], StrawberryField],
    described: str,
) -> type | None:
    """The root type that is named like a kind of declarations, if contributed classes have any of these.

    field_of: makes the field of a declaration under its GraphQL name, in the class that has it.
    """
    root, kind_name = type(kind.__name__, (), {}), kind.__name__.lower()
    places: dict[str, str] = {}
    for contributed in contributions:
        check_methods(contributed, kind, kind_name, f"@{kind_name}(…)")
        for name, declared in vars(contributed).items():
            if isinstance(declared, kind):
                called = graphql_name(name)
                _claim(places, root, called, contributed)
                add_field(root, name, field_of(types, called, declared, contributed))
    if not places:
        return None
    return strawberry.type(root, name=root.__name__, description=described)


def _mutation_field(types: StrawberryTypes, called: str, declared: Mutation, contributed: type) -> StrawberryField:
    payload_name = f"{called[0].upper()}{called[1:]}Payload"
    types.names.claim(payload_name, f"the mutation {called}")
    payload = type(payload_name, (), {})
    for answer, target in declared.answers.items():
        declaration = _declaration_of_answer(types, f"{payload_name}.{answer}", target)
        answered = AnswerField(
            graphql_name(answer),
            typing.Optional[types.classes[declaration.name]],  # noqa: UP045 - a class made at run time
            description=f"The {declaration.name} as it is now; null if the write was refused.",
        )
        add_field(payload, answer, answered)
    refusals = RefusalsField("errors", list[UserError], description="Why the write was refused; empty if it was not.")
    add_field(payload, "errors", refusals)
    strawberry.type(payload, name=payload_name, description=f"What {called} changed, or why it was refused.")
    namespace = vars(sys.modules[contributed.__module__])
    input_type = evaluate_annotation(declared.input, namespace, f"The input of {declared.function.__qualname__}")
    if not has_object_definition(input_type) or not input_type.__strawberry_definition__.is_input:
        taken = getattr(input_type, "__name__", str(input_type))
        raise DeclarationError(f"The mutation {called} takes {taken}: write @strawberry.input above that class.")
    return MutationField(
        called,
        payload,
        declared,
        description=" ".join(declared.description.split()) or None,
        arguments=[argument_of("input", Argument(type=input_type, description=f"What {called} takes."))],
    )


def _subscription_field(
    types: StrawberryTypes, called: str, declared: Subscription, contributed: type
) -> StrawberryField:
    declaration = _declaration_of_answer(types, f"Subscription.{called}", declared.target)
    arguments = [
        argument_of(key, argument if key != "id" or argument.description else id_of(declaration))
        for key, argument in declared.arguments.items()
    ]
    return SubscriptionField(
        called,
        types.classes[declaration.name],
        declared,
        declaration.name,
        description=declared.description or None,
        arguments=arguments,
    )


def _declaration_of_answer(types: StrawberryTypes, whose: str, target: type) -> Declaration:
    """The declaration of the type that a field answers. Raises DeclarationError if the schema does not have it."""
    declaration = declaration_of(target)
    if declaration is None:
        raise DeclarationError(f"{whose} answers {target.__name__}, which is not a declared type.")
    if declaration.name not in types.classes:
        raise DeclarationError(f"{whose} answers {declaration.name}: return that from register_types.")
    return declaration


def _claim(places: dict[str, str], root: type, name: str, contributed: type) -> None:
    """Raises DeclarationError, which names both, if the root already has such a field. places: of the fields so far."""
    if name in places:
        raise declared_twice(f"{root.__name__}.{name}", places[name], place_of(contributed))
    places[name] = place_of(contributed)


def _adopt(root: type, contributed: type, places: dict[str, str]) -> None:
    """Take over the plain Strawberry fields of a contributed root class."""
    for name, made in vars(contributed).items():
        if isinstance(made, StrawberryField):
            _claim(places, root, made.graphql_name or graphql_name(name), contributed)
            setattr(root, name, made)
