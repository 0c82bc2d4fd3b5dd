"""Variables that hold the whole input of a mutation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    Visitor,
    visit,
)


class _Uses(Visitor):
    """Counts how often each variable is used."""

    def __init__(self) -> None:
        super().__init__()
        self.counted: Counter[str] = Counter()

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self.counted[node.name.value] += 1

    def enter_variable_definition(self, *_: Any) -> Any:
        return self.SKIP


def whole_input_variables(
    operation: OperationDefinitionNode, fragments: Iterable[FragmentDefinitionNode]
) -> frozenset[str]:
    """The variables that are used only as whole arguments of mutations: no plan depends on their values."""
    if operation.operation is not OperationType.MUTATION:
        return frozenset()
    uses = _Uses()
    for node in (operation, *fragments):
        visit(node, uses)
    inputs = Counter(
        argument.value.name.value
        for selected in operation.selection_set.selections
        if isinstance(selected, FieldNode)
        for argument in selected.arguments or ()
        if isinstance(argument.value, VariableNode)
    )
    return frozenset(name for name, count in inputs.items() if count == uses.counted[name])
