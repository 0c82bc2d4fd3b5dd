"""Resolves `restricted_to`: a field is readable by the roles that it names, and by those that include them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from schema.declaring.errors import DeclarationError
from schema.modelling.model import Model


def resolve_restrictions(model: Model, roles: Mapping[str, frozenset[str]]) -> None:
    """Extend `restricted_to` of each field to all roles that include one of those that it names.

    roles: every role, with the roles that include it. Raises DeclarationError for an unknown role.
    """
    for fields in model.field_maps():
        for name, field in fields.items():
            named = field.declared.restricted_to
            if named is None:
                continue
            for unknown in sorted(named - roles.keys()):
                raise DeclarationError(
                    f"{field.coordinate} is restricted to {unknown!r}, which is not a role: the roles "
                    f"are {', '.join(roles)}."
                )
            readers = frozenset[str]().union(*(roles[role] for role in named))
            fields[name] = replace(field, declared=replace(field.declared, restricted_to=readers))
