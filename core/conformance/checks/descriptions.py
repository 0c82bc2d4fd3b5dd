"""Checks of a plugin's texts for users of its schema: descriptions, and labels in the six languages."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
)
from sqlalchemy import select

from core.assembly import assemble_schema
from core.conformance.examination import Examination
from core.plugins.names import MEMBERS
from core.tables import terms
from schema.request.languages import LANGUAGES


def described(examination: Examination) -> Iterator[str]:
    """Everything that the plugin adds to the schema has a description."""
    known = dict(descriptions(assemble_schema(examination.others).graphql))
    for coordinate, description in descriptions(assemble_schema(examination.plugins).graphql):
        if not description and coordinate not in known:
            yield (
                f"{coordinate} has no description: give it a docstring, or description= where it is declared, so that "
                "users of the schema know what it is."
            )


def labelled(examination: Examination) -> Iterator[str]:
    """Each value of the plugin's enums has labels in all six languages, so that portals need not write any.

    It does not label others' enums.
    """
    known = assemble_schema(examination.others).graphql.type_map
    together = assemble_schema(examination.plugins).graphql.type_map
    enums = [made for name, made in together.items() if isinstance(made, GraphQLEnumType) and name not in known]
    with examination.platform(examination.migrated()).database.reading() as session:
        rows = session.execute(select(terms)).all()
    labels = {(row.taxonomy, row.value): row.label for row in rows}
    ours = {row.taxonomy for row in rows if row.plugin == examination.name != MEMBERS}
    for name in sorted(ours & known.keys()):
        yield f"The plugin labels {name}, which is in the schema without it: leave that to its owner."
    for enum in enums:
        for value in enum.values:
            without = [code for code in LANGUAGES if not labels.get((enum.name, value), {}).get(code)]
            if without:
                yield (
                    f"{enum.name}.{value} has no label in {', '.join(without)}: write its labels with "
                    "write_taxonomies, from register_reference_data."
                )


def descriptions(schema: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    """The description of each type, field, argument and value, with its coordinate: `State.name(language:)`."""
    for name, made in schema.type_map.items():
        if name.startswith("__"):
            continue
        yield name, made.description
        if isinstance(made, GraphQLEnumType):
            yield from ((f"{name}.{value}", found.description) for value, found in made.values.items())
        elif isinstance(made, GraphQLInputObjectType):
            yield from ((f"{name}.{field}", found.description) for field, found in made.fields.items())
        elif isinstance(made, GraphQLObjectType | GraphQLInterfaceType):
            for field, found in made.fields.items():
                yield f"{name}.{field}", found.description
                yield from ((f"{name}.{field}({key}:)", given.description) for key, given in found.args.items())
