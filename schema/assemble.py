"""Makes one strawberry.Schema of the contributions of core and plugins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from schema.assembling.contributions import Contributions
from schema.assembling.restrictions import resolve_restrictions
from schema.assembling.roots import mutation_root, query_root, subscription_root
from schema.assembling.strawberry_types import StrawberryTypes
from schema.assembling.withheld import withhold
from schema.checking.calls import check_calls
from schema.checking.conditions import check_conditions
from schema.checking.expressions import check_expressions
from schema.checking.fitting import check_model
from schema.checking.narrowing import check_narrowing
from schema.checking.nulls import check_nulls
from schema.checking.orders import check_orders
from schema.checking.scalars import check_taken
from schema.checking.unresolved import naming_unresolved
from schema.declaring.docstrings import describe
from schema.declaring.scalars import SCALARS
from schema.declaring.writes import Refused
from schema.modelling.model import Model, resolve_model
from schema.modelling.names import naming_clashes
from schema.printing import sorted_sdl


@dataclass
class Assembled:
    """The schema, and the model that plans are made from."""

    schema: strawberry.Schema
    model: Model
    error_types: Mapping[type[Exception], type]

    @property
    def graphql(self) -> GraphQLSchema:
        """The schema as graphql-core has it."""
        return self.schema._schema

    @cached_property
    def sdl(self) -> str:
        """The schema as it is committed, see `sorted_sdl`; printed once."""
        return sorted_sdl(self.schema)


def assemble(contributions: Contributions) -> Assembled:
    """Assemble the schema. Raises DeclarationError if contributions clash, do not fit or name nothing."""
    model = resolve_model(contributions.types, contributions.fields, contributions.queries)
    check_model(model)
    resolve_restrictions(model, contributions.roles)
    check_calls(model)
    check_expressions(model, contributions.roles)
    check_orders(model)
    check_conditions(model)
    check_narrowing(model)
    withhold(model, contributions.roles)
    check_nulls(model)
    types = StrawberryTypes(model, contributions)
    roots = query_root(types), mutation_root(types), subscription_root(types)
    others = [*types.classes.values(), Refused, *contributions.error_types.values()]
    config = StrawberryConfig(scalar_map=SCALARS)
    with naming_unresolved(config, [*roots, *others]), naming_clashes():
        query, mutation, subscription = roots
        schema = strawberry.Schema(query, mutation, subscription, types=others, config=config)
    check_taken(model, schema._schema)
    describe(schema._schema)
    schema._schema.description = contributions.description
    return Assembled(schema, model, dict(contributions.error_types))
