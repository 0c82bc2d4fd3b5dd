"""The small core: members and observers, and the ground that every plugin stands on.

Plugin authors import from here and from `schema`; `core.members` has the types that a plugin can add fields to.
"""

from core.database import new_id
from core.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from core.hookspecs import hookimpl
from core.identifiers import key_of
from core.identity import Role, Viewer
from core.journal import Entry
from core.outbox import Message
from core.write import Write

__all__ = [
    "Conflict",
    "Entry",
    "Invalid",
    "Message",
    "NotAllowed",
    "NotFound",
    "Refusal",
    "Role",
    "Viewer",
    "Write",
    "hookimpl",
    "key_of",
    "new_id",
]
