"""The error for declarations that cannot become a schema, and for functions that do not return what is declared."""

from __future__ import annotations


class DeclarationError(Exception):
    """A declaration that cannot become a schema, or whose function returns something else.

    The message names it and says what to change. It goes into the log, so it contains nobody's data.
    """
