"""Makes plans: of one document, for one role and one shape of the variables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionSetNode,
    Undefined,
    VariableNode,
    is_abstract_type,
)
from graphql.execution.values import VariableValues, get_argument_values, get_directive_values
from graphql.utilities import coerce_input_literal

from schema.declaring.declarations import Order, graphql_name
from schema.declaring.field_kinds import (
    ByIdField,
    ColumnField,
    ConnectionField,
    FacetField,
    Field,
    ManyField,
    NodeField,
    OneField,
    PartField,
    ReferenceField,
    ResolvedField,
    TextField,
)
from schema.error_messages import with_place
from schema.limits import aliases_within
from schema.modelling.model import Model, ModelField, ModelType, conditions_of
from schema.plan import (
    Computed,
    ConnectionPart,
    Constant,
    EdgesPart,
    Leaf,
    Lookup,
    Nested,
    NodesPart,
    OperationPlan,
    PageInfoPart,
    Pages,
    Path,
    Planned,
    Selection,
    WholeResultPart,
)
from schema.request.argument_values import variables_in
from schema.request.bad_request import BadRequest
from schema.request.pages import page_of, with_checked_first
from schema.request.reading import Reading
from schema.request.values import Value, constant


@dataclass(slots=True)
class Planner:
    """Plans selections of one document for one role and one set of variables.

    largest_page: the most rows of a page; computed: whether resolvers are called for what was planned so far.
    """

    schema: GraphQLSchema
    model: Model
    fragments: dict[str, FragmentDefinitionNode]
    role: str
    variables: VariableValues
    largest_page: int
    computed: bool = False

    def operation(self, selection_set: SelectionSetNode) -> OperationPlan:
        planned: dict[str, Planned] = {}
        schemas = 0
        query = self.schema.query_type
        assert query is not None
        for key, nodes in self.collect(query.name, [selection_set]).items():
            name = nodes[0].name.value
            if name == "__typename":
                planned[key] = Constant(query.name)
            elif name in self.model.queries:
                planned[key] = self.field(self.model.queries[name], nodes, (key,))
            elif name.startswith("__"):
                # Introspection may answer the whole schema, and each alias within it may do so again.
                schemas += 1 + aliases_within(nodes, self.fragments)
            else:
                self.computed = True
        return OperationPlan(planned, not schemas and not self.computed, schemas)

    def collect(self, type_name: str, selection_sets: Sequence[SelectionSetNode]) -> dict[str, list[FieldNode]]:
        """Fields by response key in the order of the selection, fragments and directives applied."""
        found: dict[str, list[FieldNode]] = {}
        visited: set[str] = set()
        for selection_set in selection_sets:
            self._collect(type_name, selection_set, found, visited)
        return found

    def _collect(
        self, type_name: str, selection_set: SelectionSetNode, found: dict[str, list[FieldNode]], visited: set[str]
    ) -> None:
        for selection in selection_set.selections:
            if selection.directives and not self._included(selection):
                continue
            if isinstance(selection, FieldNode):
                key = selection.alias.value if selection.alias else selection.name.value
                found.setdefault(key, []).append(selection)
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                if condition is None or self._applies(condition.name.value, type_name):
                    self._collect(type_name, selection.selection_set, found, visited)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in visited:
                visited.add(selection.name.value)
                fragment = self.fragments[selection.name.value]
                if self._applies(fragment.type_condition.name.value, type_name):
                    self._collect(type_name, fragment.selection_set, found, visited)

    def _included(self, selection: Any) -> bool:
        try:
            skip = get_directive_values(GraphQLSkipDirective, selection, self.variables)
            include = get_directive_values(GraphQLIncludeDirective, selection, self.variables)
        except GraphQLError as error:
            raise _null_error(error) from None
        return not (skip and skip["if"]) and (not include or bool(include["if"]))

    def _applies(self, condition: str, type_name: str) -> bool:
        if condition == type_name:
            return True
        abstract = self.schema.type_map[condition]
        concrete = self.schema.type_map[type_name]
        return is_abstract_type(abstract) and self.schema.is_sub_type(abstract, concrete)

    def selection(self, target: ModelType, nodes: Sequence[FieldNode], path: Path) -> Selection:
        """What the nodes select of an object of the target type."""
        planned = Selection(target)
        for key, inner in self.collect(target.name, selection_sets(nodes)).items():
            name = inner[0].name.value
            if name == "__typename":
                planned.fields[key] = Constant(target.name)
            else:
                planned.fields[key] = self.field(target.fields[name], inner, (*path, key))
        return planned

    def field(self, model_field: ModelField, nodes: list[FieldNode], path: Path) -> Planned:
        declared: Field = model_field.declared
        owner, node = model_field.owner, nodes[0]
        if declared.restricted_to is not None and self.role not in declared.restricted_to:
            return Constant(None)
        match declared:
            case ColumnField():
                return Leaf(model_field)
            case TextField():
                return Leaf(model_field, self.arguments(owner, node, path).get("language"))
            case ResolvedField():
                self.computed = True
                return Computed(model_field, declared)
            case NodeField():
                return self._lookup(model_field, declared, nodes, path)
            case ConnectionField():
                return self._pages(model_field, declared, nodes, path)
            case ReferenceField() | PartField() | OneField() | ByIdField() | ManyField() | FacetField():
                target = self.model.target(model_field.shape)
                arguments = self.arguments(owner, node, path)
                if isinstance(declared, ManyField):
                    arguments = with_checked_first(arguments, min(declared.at_most, self.largest_page), node, path)
                return Nested(model_field, self.selection(target, nodes, path), arguments, node, path)
        raise TypeError(f"{model_field.coordinate} is declared by an unknown kind of field")

    def arguments(self, owner: str, node: FieldNode, path: Path) -> dict[str, Value]:
        """The arguments of a field by GraphQL name, without those that are left out and have no default.

        Raises GraphQLError INVALID_VARIABLE if a variable is null and the argument may not be.
        """
        definition: GraphQLField = self.schema.type_map[owner].fields[node.name.value]  # type: ignore[attr-defined]
        try:
            samples = get_argument_values(definition, node, self.variables)
        except GraphQLError as error:
            raise _null_error(error, path) from None
        literals = {argument.name.value: argument.value for argument in node.arguments or ()}
        values: dict[str, Value] = {}
        for name, sample in samples.items():
            literal = literals.get(name)
            if literal is None:
                values[name] = constant(sample)
            elif isinstance(literal, VariableNode):
                values[name] = Value(sample, _variable(literal.name.value, sample))
            elif any(True for _ in variables_in(literal)):
                values[name] = Value(sample, _literal(literal, definition.args[name].type))
            else:
                values[name] = constant(sample)
        return values

    def _lookup(self, model_field: ModelField, declared: NodeField, nodes: list[FieldNode], path: Path) -> Lookup:
        ids = self.arguments(model_field.owner, nodes[0], path)["ids" if declared.many else "id"]
        selections: dict[str, Selection] = {}
        for identifier in ids.sample if declared.many else [ids.sample]:
            name = identifier.partition(":")[0]
            target = self.model.types.get(name)
            if target is None or not target.declaration.is_node:
                message = (
                    f"{identifier[:80]!r} is not an id of this schema. Take ids from the field `id` of any object."
                )
                raise BadRequest("INVALID_ID", message, nodes[0], path, identifier)
            if name not in selections:
                selections[name] = self.selection(target, nodes, path)
        return Lookup(declared.many, ids, selections, nodes[0], path)

    def _pages(self, model_field: ModelField, declared: ConnectionField, nodes: list[FieldNode], path: Path) -> Pages:
        target = self.model.target(model_field.shape)
        arguments = self.arguments(model_field.owner, nodes[0], path)
        order_name, order = self._order(target, arguments)
        filters = arguments.get("filter")
        chosen: dict[str, Value] = {}
        if filters is not None and filters.sample is not None and declared.filter is not None:
            for python_name in conditions_of(declared.filter):
                name = graphql_name(python_name)
                if filters.sample.get(name) is not None:
                    chosen[python_name] = filters.item(name)
        connection = target.declaration.connection_name
        parts: dict[str, ConnectionPart] = {}
        for key, inner in self.collect(connection, selection_sets(nodes)).items():
            parts[key] = self._connection_part(target, inner, (*path, key))
        return Pages(
            field=model_field,
            declared=declared,
            target=target,
            page=page_of(arguments, self.largest_page, nodes[0], path),
            order=order,
            order_name=order_name,
            filter=chosen,
            arguments=arguments,
            fields=parts,
            node=nodes[0],
            path=path,
        )

    def _order(self, target: ModelType, arguments: dict[str, Value]) -> tuple[str, Order]:
        chosen, direction = arguments.get("orderBy"), arguments.get("direction")
        name, order = "default", target.declaration.order
        if chosen is not None and chosen.sample is not None:
            name = chosen.sample.name
            order = target.declaration.orders[name]
        if direction is not None and direction.sample is not None:
            order = Order(keys=order.keys, descending=direction.sample.name == "DESC")
        return name, order

    def _connection_part(self, target: ModelType, nodes: list[FieldNode], path: Path) -> ConnectionPart:
        name = nodes[0].name.value
        if name == "nodes":
            return NodesPart(self.selection(target, nodes, path))
        if name == "edges":
            fields: dict[str, Selection | str] = {}
            for key, inner in self.collect(f"{target.name}Edge", selection_sets(nodes)).items():
                inner_name = inner[0].name.value
                fields[key] = self.selection(target, inner, (*path, key)) if inner_name == "node" else inner_name
            return EdgesPart(fields)
        if name == "pageInfo":
            collected = self.collect("PageInfo", selection_sets(nodes))
            return PageInfoPart({key: inner[0].name.value for key, inner in collected.items()})
        if name in target.connection_fields:
            return WholeResultPart(name, self.field(target.connection_fields[name], nodes, path))
        return WholeResultPart(name)


def selection_sets(nodes: Sequence[FieldNode]) -> list[SelectionSetNode]:
    """The selection sets of these nodes of one field; none if it answers values."""
    return [node.selection_set for node in nodes if node.selection_set]


def _null_error(error: GraphQLError, path: Path = ()) -> GraphQLError:
    """The error for a variable that is null where an argument may not be (GraphQL, 6.4.1)."""
    code = {"code": "INVALID_VARIABLE"}
    return with_place(GraphQLError(error.message, error.nodes, path=list(path) or None, extensions=code))


def _variable(name: str, default: Any) -> Callable[[Reading], Any]:
    return lambda reading: reading.variables.coerced.get(name, default)


def _literal(literal: Any, kind: Any) -> Callable[[Reading], Any]:
    def read(reading: Reading) -> Any:
        value = coerce_input_literal(literal, kind, reading.variables)
        return None if value is Undefined else value

    return read
