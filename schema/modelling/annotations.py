"""Evaluates annotations that authors write as text; errors name the field that is annotated."""

from __future__ import annotations

from typing import Any

from schema.declaring.errors import DeclarationError


def evaluate_annotation(annotation: Any, namespace: dict[str, Any], whose: str) -> Any:
    """An annotation, evaluated if it is text. Raises DeclarationError if it names nothing, or fails.

    whose: names the annotated field in messages.
    """
    if not isinstance(annotation, str):
        return annotation
    try:
        return eval(annotation, namespace)
    except NameError as unknown:
        raise DeclarationError(
            f"{whose}: {unknown}. Import it there; for a type of another plugin, make sure that this is required and "
            "enabled."
        ) from None
    except Exception as error:
        reason = str(error).removesuffix(".")
        raise DeclarationError(
            f"{whose} is annotated {annotation}, which cannot be evaluated: {reason}. Correct it."
        ) from None
