"""What a plan costs: the most rows that its statement may read, computed before it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from schema.declaring.declarations import graphql_name
from schema.declaring.field_kinds import ManyField
from schema.plan import Computed, Lookup, Nested, NodesPart, OperationPlan, PagePart, Pages, Planned, Selection
from schema.request.bad_request import BadRequest
from schema.request.pages import first_of
from schema.request.reading import Reading
from schema.request.values import Value, constant

RowCount = int | Callable[[Reading], int]
"""A number of rows, or a function of the reading if variables decide it."""

WHOLE_LIST, LIST_OF_A_ROW = 250, 50
"""The rows that a count or a facet costs at the root, and in an object."""

SCHEMA = 2_100
"""What introspection of the whole schema costs, in rows: Python needs as much time for it."""

LEFT_OUT = constant(None)


def of_query(plan: OperationPlan, reading: Reading) -> RowCount:
    """The rows for a query that was planned in this reading. Raises BadRequest."""
    return total((of_fields(plan.fields.values(), reading), SCHEMA * plan.schemas))


def of_fields(fields: Iterable[Planned], reading: Reading) -> RowCount:
    """The rows for the fields of an object, or of an operation, planned in this reading. Raises BadRequest."""
    return total(_of(planned, reading) for planned in fields)


def _of(planned: Planned, reading: Reading) -> RowCount:
    match planned:
        case Nested():
            inner = total((1, of_fields(planned.selection.fields.values(), reading)))
            return total((_of_finding(planned), product(_of_list(planned, reading), inner)))
        case Pages():
            return _of_pages(planned, reading)
        case Lookup():
            inner = total((1, *(of_fields(found.fields.values(), reading) for found in planned.selections.values())))
            return product(_looked_up(planned), inner)
        case Computed():
            return planned.declared.cost
    return 0


def _of_finding(planned: Nested) -> int:
    declared = planned.field.declared
    return declared.cost if isinstance(declared, ManyField) else 0


def _of_list(planned: Nested, reading: Reading) -> RowCount:
    declared = planned.field.declared
    if not isinstance(declared, ManyField):
        return 1
    first = first_of(planned.arguments)
    return declared.at_most if first is None else _number(first, reading)


def _of_pages(planned: Pages, reading: Reading) -> RowCount:
    listed: list[RowCount] = []
    whole: list[RowCount] = []
    for part in planned.fields.values():
        if isinstance(part, PagePart):
            listed.append(_of_row(part, reading))
        elif part.name != "__typename":
            whole.append(WHOLE_LIST if planned.field.owner == "Query" else LIST_OF_A_ROW)
    of_row = total((1, *listed)) if listed else 0
    return total((_of_arguments(planned, reading), product(_number(planned.page.size, reading), of_row), *whole))


def _of_arguments(planned: Pages, reading: Reading) -> RowCount:
    """What the list declares that finding its rows costs, given its arguments."""
    cost = planned.declared.cost
    if cost is None:
        return 0
    given = {name: planned.arguments.get(graphql_name(name), LEFT_OUT) for name in planned.declared.arguments}

    def count(reading: Reading) -> int:
        return cost(**{name: value.read(reading) for name, value in given.items()})

    return count(reading) if all(value.fixed for value in given.values()) else count


def _of_row(part: PagePart, reading: Reading) -> RowCount:
    inner = [part.selection] if isinstance(part, NodesPart) else part.fields.values()
    return total(of_fields(read.fields.values(), reading) for read in inner if isinstance(read, Selection))


def _number(size: Value, reading: Reading) -> RowCount:
    return int(size.read(reading)) if size.fixed else size.read


def _looked_up(planned: Lookup) -> RowCount:
    if not planned.many:
        return 1
    read, node, path = planned.ids.read, planned.node, planned.path

    def count(reading: Reading) -> int:
        number = len(read(reading))
        if number > reading.largest_page:
            raise BadRequest(
                "PAGE_SIZE",
                f"`ids` holds {number:,} ids; at most {reading.largest_page} are looked up at once.",
                node,
                path,
            )
        return number

    return count


def total(parts: Iterable[RowCount]) -> RowCount:
    """The sum."""
    fixed, variable = 0, []
    for part in parts:
        if isinstance(part, int):
            fixed += part
        else:
            variable.append(part)
    if not variable:
        return fixed
    return lambda reading: fixed + sum(part(reading) for part in variable)


def product(times: RowCount, rows: RowCount) -> RowCount:
    """The rows, so many times over."""
    if isinstance(times, int) and isinstance(rows, int):
        return times * rows
    return lambda reading: _at(times, reading) * _at(rows, reading)


def _at(rows: RowCount, reading: Reading) -> int:
    """The number for one reading."""
    return rows if isinstance(rows, int) else rows(reading)


def require_within(rows: int, budget: int, role: str) -> None:
    """Check a number of rows against a budget. Raises BadRequest COST."""
    if rows > budget:
        raise BadRequest(
            "COST",
            f"This may read {rows:,} rows; {budget:,} is the most that the role {role} may read at once. "
            "Ask for smaller pages, for fewer lists within lists, or for the schema only once.",
            rows=rows,
            budget=budget,
        )
