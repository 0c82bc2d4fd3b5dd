"""Carries out mutations: each is written whole, or refused whole by a rule."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from strawberry.types.base import StrawberryObjectDefinition

from core.database.for_outsiders import as_outsiders_see
from core.errors import Refusal, Unavailable
from core.writing.rounds import Rounds
from core.writing.write import Write
from schema.declaring.errors import DeclarationError
from schema.declaring.writes import Mutation, Refused, UserError
from schema.request.reading import Reading

logger = logging.getLogger("nmirf.platform")

BASIC = ("code", "message", "path")
"""What every refusal has; its type may show further facts."""


class MutationWriter:
    """Carries out mutations; those that arrive at the same moment share a transaction.

    A write does not wait for the disk while it holds the journal, since all others would wait with it. It waits before
    its answer, until `settled` returns: once for all the writes of that moment.
    """

    def __init__(
        self,
        rounds: Rounds,
        settled: Callable[[], Awaitable[None]],
        error_types: Mapping[type[Exception], type],
        refused: Callable[[str], None],
    ) -> None:
        self.rounds, self.settled = rounds, settled
        self.error_types, self.refused = error_types, refused

    async def __call__(self, mutation: Mutation, input_: Any, reading: Reading) -> Mapping[str, Any]:
        """The keys of the rows in the answer of a mutation, and its errors. Raises BadRequest."""
        name = f"{mutation.function.__module__}.{mutation.function.__qualname__}"

        def written(write: Write) -> Mapping[str, Any]:
            return {**mutation.checked(mutation.function(write, input_)), "errors": []}

        try:
            answers = await self.rounds.carry_out(name, written, reading.viewer)
            await self.settled()
            return answers
        except Refusal as refusal:
            refusals = [refusal, *refusal.others]
            for one in refusals:
                self.refused(one.code)
            return {**dict.fromkeys(mutation.answers), "errors": list(map(self.user_error, refusals))}
        except Unavailable as error:
            logger.warning("%s: %s", error.code, error.message)
            raise as_outsiders_see(error) from None

    def user_error(self, refusal: Refusal) -> UserError:
        """A refusal as the schema shows it: with the facts of its kind, or of the nearest kind that has any."""
        made = next((self.error_types[kind] for kind in type(refusal).__mro__ if kind in self.error_types), Refused)
        definition: StrawberryObjectDefinition = made.__strawberry_definition__  # type: ignore[attr-defined]
        names = [field.python_name for field in definition.fields if field.python_name not in BASIC]
        for name in names:
            if not hasattr(refusal, name):
                raised, shown = type(refusal).__qualname__, made.__qualname__
                raise DeclarationError(f"{raised} has no `{name}`, which {shown} shows: set it in its __init__.")
        facts = {name: getattr(refusal, name) for name in names}
        return made(code=refusal.code, message=refusal.message, path=refusal.path, **facts)  # type: ignore[no-any-return]
