"""What is said of a declaration that cannot become a schema, and of what does not answer as declared."""

from __future__ import annotations


class DeclarationError(Exception):
    """A declaration that cannot become a schema, or whose function answers something else.

    The message names it and says what to change. It stands in the log: it holds nobody's data.
    """
