"""What clauses are tried with: a given value is one parameter, of which only the type is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import BindParameter, ClauseElement, String, bindparam
from sqlalchemy.sql.visitors import iterate

from schema.checking.scalars import columns_for, is_scalar
from schema.declaring.columns import Identifier
from schema.declaring.errors import DeclarationError
from schema.modelling.model import Shape

VALUE = "value"


def given_value(shape: Shape, convert: Callable[..., Any] | None, id_of: str | None = None) -> BindParameter[Any]:
    """The one parameter of a value; a list is written in it as a text. id_of: the type of which it is an id."""
    if convert is not None or not is_scalar(shape.inner):
        return _Several(VALUE)
    if shape.is_list:
        return bindparam(VALUE, type_=String)
    return bindparam(VALUE, type_=Identifier if id_of is not None else columns_for(shape.inner)[0])


class _Several(BindParameter[Any]):
    """A converted value, or an input object: its type is not known beforehand, nor whether it is several by name."""

    inherit_cache = True

    def __getitem__(self, name: Any) -> _Several:
        return _Several(f"{VALUE}_{name}")


def check_single(whose: str, clause: ClauseElement, taker: str, is_list: bool = False) -> None:
    """Raises DeclarationError for a clause that needs a parameter for each value of a list.

    taker: what has the value, as in `a condition`; is_list: whether that is a list.
    """
    for element in iterate(clause):
        if isinstance(element, BindParameter) and element.expanding and str(element.key).startswith(VALUE):
            instead = "among(row.…, values)" + ("" if is_list else ", or == for a single value")
            raise DeclarationError(
                f"{whose} uses in_(…), which needs a parameter for each value; {taker} has a single one, for a list as "
                f"well. Write {instead}."
            )
