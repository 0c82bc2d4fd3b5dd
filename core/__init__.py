"""The small core: members and observers, and what every plugin stands on.

Plugin authors import from here and from `schema`; `core.members` has the types that a plugin can add fields to. What
these three list is the face of the platform: it keeps its promises within a version, `FACE`.
"""

from core.concurrency.repeating import again_and_again
from core.concurrency.threads import run_to_its_end
from core.database.database import new_id
from core.database.sessions.prepared import Prepared
from core.database.sessions.session import Session
from core.errors import (
    Conflict,
    Invalid,
    InvalidText,
    NotAllowed,
    NotFound,
    Refusal,
    StartupError,
    TextProblem,
    WrongStatus,
)
from core.files.copies import file_beside
from core.files.spreadsheets import as_csv, rows_as_csv
from core.for_plugins.asking import ask, ask_all, languages_of, let_in
from core.for_plugins.keeping import keep_until_written
from core.for_plugins.services import Platform
from core.identity import COMMITTEE_OR_SECRETARIAT, Role, Viewer
from core.inputs.folding import without_marks
from core.inputs.identifiers import find_row, key_of, keys_of, locked_row
from core.inputs.mistakes import Mistakes
from core.inputs.numbering import GOALS, OBJECTIVES, numbers
from core.inputs.translations import require_change, translated
from core.inputs.wording import (
    LONGEST_WEB_ADDRESS,
    at_most,
    one_line,
    one_line_or_none,
    web_address,
    web_address_or_none,
    worded,
    worded_or_none,
)
from core.journal.canonical import canonical
from core.journal.chain import Entry, history
from core.list_imports import ImportResult, choice, import_rows, read_csv, read_json_lines
from core.mail.outbox import Message
from core.plugins.face import FACE
from core.plugins.hookspecs import hookimpl
from core.rendering import rendered
from core.taxonomies import write_shipped_taxonomies, write_taxonomies
from core.writing.write import Write

__all__ = [
    "COMMITTEE_OR_SECRETARIAT",
    "FACE",
    "GOALS",
    "LONGEST_WEB_ADDRESS",
    "OBJECTIVES",
    "Conflict",
    "Entry",
    "ImportResult",
    "Invalid",
    "InvalidText",
    "Message",
    "Mistakes",
    "NotAllowed",
    "NotFound",
    "Platform",
    "Prepared",
    "Refusal",
    "Role",
    "Session",
    "StartupError",
    "TextProblem",
    "Viewer",
    "Write",
    "WrongStatus",
    "again_and_again",
    "as_csv",
    "ask",
    "ask_all",
    "at_most",
    "canonical",
    "choice",
    "file_beside",
    "find_row",
    "history",
    "hookimpl",
    "import_rows",
    "keep_until_written",
    "key_of",
    "keys_of",
    "languages_of",
    "let_in",
    "locked_row",
    "new_id",
    "numbers",
    "one_line",
    "one_line_or_none",
    "read_csv",
    "read_json_lines",
    "rendered",
    "require_change",
    "rows_as_csv",
    "run_to_its_end",
    "translated",
    "web_address",
    "web_address_or_none",
    "without_marks",
    "worded",
    "worded_or_none",
    "write_shipped_taxonomies",
    "write_taxonomies",
]
