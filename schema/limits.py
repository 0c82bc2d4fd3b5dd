"""How much a request may ask for, and the check of a document against it, before validation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from schema.request.bad_request import BadRequest
from schema.request.reading import LARGEST_PAGE

WRAPPERS = frozenset({"edges", "node", "nodes"})
"""Fields of Relay's connections that lie between a list and its objects: they do not count as levels."""

ANSWER_SIZE = "ANSWER_SIZE"
"""The code of an answer that is too large."""

BUSY = "BUSY"
"""The code of a request that would have to wait behind too many others."""
MOST_WAITING = 60
"""So many pieces of work that take long run or wait at the same time; the next is refused."""

IN_SEVERAL_REQUESTS = "Ask in several requests, one for each language for instance, or with lists and pages."


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request may ask for.

    characters, tokens, depth, aliases, directives and suggestions are the defaults of graphql-armor; the rest is what
    the OWASP GraphQL cheat sheet requires without a number. costs: budgets of roles for which `cost` does not hold;
    recheck_seconds: between two checks of the client on an open web socket; computing_seconds: that Python may compute
    for one answer.
    """

    head_bytes: int = 64_000
    body_bytes: int = 1_000_000
    body_seconds: float = 10.0
    unread_seconds: float = 60.0
    batch: int = 0
    values: int = 1_000
    answer_bytes: int = 16_000_000
    characters: int = 15_000
    tokens: int = 1_000
    depth: int = 6
    aliases: int = 15
    root_fields: int = 20
    directives: int = 50
    page_size: int = LARGEST_PAGE
    cost: int = 20_000
    costs: Mapping[str, int] = field(default_factory=dict, hash=False)
    subscriptions: int = 20
    recheck_seconds: float = 30.0
    computing_seconds: float = 5.0
    introspection: bool = True
    suggestions: bool = False

    def budget(self, role: str) -> int:
        """The rows that one operation of this role may read."""
        return self.costs.get(role, self.cost)


class Extent(NamedTuple):
    """The size of a selection with its fragments spread out. depth: levels of fields."""

    depth: int = 0
    aliases: int = 0
    directives: int = 0
    fields: int = 0


def too_large(most: int) -> BadRequest:
    """The refusal of an answer of more bytes."""
    return BadRequest(
        ANSWER_SIZE,
        f"The answer has more than {most:,} bytes, which is the most allowed. Ask for less at once: smaller pages, "
        "`first` of the lists within them, fewer fields or aliases.",
    )


def busy() -> BadRequest:
    """The refusal of what would have to wait behind too many others."""
    return BadRequest(BUSY, "Too many large requests are waiting. Ask for less at once, or again in a moment.")


def aliases_within(nodes: Iterable[FieldNode], fragments: Mapping[str, FragmentDefinitionNode]) -> int:
    """The aliases in what these fields select, fragments spread out."""
    measuring = _Measuring(fragments)
    return sum(measuring.selection_set(node.selection_set).aliases for node in nodes if node.selection_set)


def enforce_limits(document: DocumentNode, limits: Limits) -> None:
    """Check every operation of a document against the limits, in linear time. Raises BadRequest."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    measuring = _Measuring(fragments)
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            extent = measuring.selection_set(definition.selection_set, root=True)
            directives = extent.directives + len(definition.directives or ())
            _require_at_most(
                "DEPTH", "levels of fields", extent.depth, limits.depth, "Ask for the rest in a further request."
            )
            _require_at_most("ALIASES", "aliases", extent.aliases, limits.aliases, IN_SEVERAL_REQUESTS)
            _require_at_most(
                "DIRECTIVES", "directives", directives, limits.directives, "Leave out those that decide nothing."
            )
            _require_at_most(
                "ROOT_FIELDS", "root fields", extent.fields, limits.root_fields, "Spread them over requests."
            )


def _require_at_most(code: str, what: str, found: int, limit: int, advice: str) -> None:
    if found > limit:
        shown = f"{found:,}" if found < 10**9 else "more than a billion"
        raise BadRequest(code, f"The operation has {shown} {what}; at most {limit:,} are allowed. {advice}")


class _Measuring:
    """Measures selections; each fragment once at the root and once below it, however often it is spread."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self.fragments = fragments
        self.known: dict[tuple[str, bool], Extent] = {}

    def selection_set(self, selections: SelectionSetNode, root: bool = False) -> Extent:
        depth = aliases = directives = fields = 0
        for selection in selections.selections:
            directives += len(selection.directives or ())
            if isinstance(selection, FieldNode):
                inner = self.field(selection, root)
                fields += 1
            elif isinstance(selection, InlineFragmentNode):
                inner = self.selection_set(selection.selection_set, root)
                fields += inner.fields
            else:
                assert isinstance(selection, FragmentSpreadNode)
                inner = self.fragment(selection.name.value, root)
                fields += inner.fields
            depth = max(depth, inner.depth)
            aliases += inner.aliases
            directives += inner.directives
        return Extent(depth, aliases, directives, fields)

    def field(self, node: FieldNode, root: bool) -> Extent:
        name = node.name.value
        inner = self.selection_set(node.selection_set) if node.selection_set else Extent()
        depth = inner.depth + (name not in WRAPPERS or root)
        if name.startswith("__"):
            depth = 1  # how deep introspection may go is a rule of its own
        return Extent(depth, inner.aliases + (node.alias is not None), inner.directives)

    def fragment(self, name: str, root: bool) -> Extent:
        found = self.known.get((name, root))
        if found is None:
            self.known[name, root] = Extent()  # a circle adds nothing here; validation refuses it
            definition = self.fragments.get(name)
            found = self.selection_set(definition.selection_set, root) if definition else Extent()
            self.known[name, root] = found
        return found


def require_few_values(variables: Any, limits: Limits) -> None:
    """Check the number of values that variables hold, nested ones included. Raises BadRequest."""
    count, waiting = -1, [variables]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
        count += 1
        if count > limits.values:
            raise BadRequest(
                "VALUES",
                f"The variables hold more than {limits.values:,} values, which is the most allowed. Send fewer.",
            )
