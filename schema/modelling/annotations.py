"""What annotations say, where authors write them as text: whose one is wrong is told by name."""

from __future__ import annotations

from typing import Any

from schema.declaring.errors import DeclarationError


def evaluated(annotation: Any, namespace: dict[str, Any], whose: str) -> Any:
    """What an annotation says, evaluated if it is text. Raises DeclarationError if that names nothing, or fails.

    whose: how what is annotated is called.
    """
    if not isinstance(annotation, str):
        return annotation
    try:
        return eval(annotation, namespace)
    except NameError as unknown:
        raise DeclarationError(
            f"{whose}: {unknown}. Import it there; for a type of another plugin, see that this is required and enabled."
        ) from None
    except Exception as error:
        reason = str(error).removesuffix(".")
        raise DeclarationError(
            f"{whose} is annotated {annotation}, which names nothing: {reason}. Write what is there."
        ) from None
