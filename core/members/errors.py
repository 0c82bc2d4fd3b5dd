"""Refusals of members."""

from __future__ import annotations

from core.errors import Refusal


class DeclarationNotAdopted(Refusal):
    """(Membership) A state that joins the Network adopts the Declaration."""

    code = "DECLARATION_NOT_ADOPTED"
