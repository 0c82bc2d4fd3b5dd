"""How an entry of the matrix is written. A table for each plugin stands beside this file.

A new field of Query or Mutation needs an entry: the roles to which it is said to be allowed, and how it is asked.
"""

from __future__ import annotations

from dataclasses import dataclass

EVERYBODY = (
    "PUBLIC",
    "PARTNER",
    "OBSERVER",
    "FOCAL_POINT",
    "OTHER_FOCAL_POINT",
    "COMMITTEE",
    "COORDINATOR",
    "ADMINISTRATOR",
)
"""The roles. OBSERVER, FOCAL_POINT, COMMITTEE and COORDINATOR each speak for a participant of their own; what an entry
names `<own>` is theirs. OTHER_FOCAL_POINT is a member that has nothing to do with what is asked for."""

CLERKS = ("COMMITTEE", "COORDINATOR", "ADMINISTRATOR")
MEMBERS = ("FOCAL_POINT", "OTHER_FOCAL_POINT", "COMMITTEE", "COORDINATOR")
PARTICIPANTS = ("OBSERVER", *MEMBERS)


@dataclass(frozen=True)
class Entry:
    """ask: a query's selection with its arguments, or a mutation's input; `<name>` stands for a thing of the scene.

    allowed: the roles that find something there, or whom the write does not turn away; all others do not, or are.
    """

    allowed: tuple[str, ...]
    ask: str
