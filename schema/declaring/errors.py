"""What is said of a declaration that cannot become a schema."""

from __future__ import annotations


class DeclarationError(Exception):
    """A declaration that cannot become a schema; the message names it and says what to change."""
