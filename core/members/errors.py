"""Refusals of members."""

from __future__ import annotations

from typing import ClassVar

from core.errors import Refusal


class DeclarationNotAdopted(Refusal):
    """(Membership) Who joins the Network adopts the Declaration."""

    code: ClassVar[str] = "DECLARATION_NOT_ADOPTED"
