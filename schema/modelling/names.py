"""The names of types and fields in the schema: each may be used once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from strawberry.exceptions.duplicated_type_name import DuplicatedTypeName

from schema.declaring.errors import DeclarationError

PLATFORM = "the platform"
OURS = ("Query", "Mutation", "Subscription", "Node", "PageInfo", "UserError", "Refused", "Language", "OrderDirection",
        "Int", "Float", "String", "Boolean", "ID", "Date", "DateTime")  # fmt: skip


class TypeNames:
    """The names of the types of one schema, each with what declares it."""

    def __init__(self) -> None:
        self.owners = dict.fromkeys(OURS, PLATFORM)

    def claim(self, name: str, owner: str) -> None:
        """Raises DeclarationError, which names both, if another declaration has the name."""
        other = self.owners.setdefault(name, owner)
        if other != owner:
            raise named_alike(name, other, owner)


@contextmanager
def naming_clashes() -> Iterator[None]:
    """Raises DeclarationError, which names both, for two types of one name that Strawberry makes: enums and inputs."""
    try:
        yield
    except DuplicatedTypeName as error:
        (name,) = re.findall(r"^Type (\w+)", error.message)
        places = (str(getattr(made, "__module__", PLATFORM)) for made in (error.first_cls, error.second_cls))
        raise named_alike(name, *sorted(places)) from None


def named_alike(name: str, one: str, other: str) -> DeclarationError:
    """The error for two types of one name. one, other: the modules that declare them."""
    return DeclarationError(
        f"Two types are named {name}: one in {one}, one in {other}. Rename one of them, or disable one of the plugins."
    )


def place_of(python: type) -> str:
    """Where a class of fields is declared."""
    return f"{python.__module__}.{python.__qualname__}"


def declared_twice(field: str, one: str, other: str) -> DeclarationError:
    """The error for two fields of one name. field: with its type, as in State.name; one, other: their places."""
    return DeclarationError(
        f"{field} is declared twice: in {one}, and in {other}. Rename one of them, or disable one of the plugins."
    )
