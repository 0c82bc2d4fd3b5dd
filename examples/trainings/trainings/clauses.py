"""SQL that types and rules share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from trainings.tables import trainings


def below(training: Any) -> Select[Any]:
    """The ids of the parts of a training, of their parts, and so on."""
    tree = select(trainings.c.id).where(trainings.c.part_of_id == training).cte(recursive=True, nesting=True)
    tree = tree.union(select(trainings.c.id).join(tree, trainings.c.part_of_id == tree.c.id))
    return select(tree.c.id)
