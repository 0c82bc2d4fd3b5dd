"""Declarations that make no sense are refused where they are written."""

from __future__ import annotations

from typing import Any

import pytest

from schema import Argument, connection, given, many, mutation, node, record, resolved, subscription
from schema.declaring.errors import DeclarationError


def _narrow(source: Any, words: Any) -> None: ...


def test_a_misspelt_option_is_not_taken_for_an_argument() -> None:
    with pytest.raises(DeclarationError, match=r"connection\(…\) got order=, which is not an option of it"):
        connection(lambda one, other: one.id == other.id, order=str)
    with pytest.raises(DeclarationError, match=r"many\(…\) got filter="):
        many(narrow=_narrow, words=str, filter=str)
    with pytest.raises(DeclarationError, match=r"resolved\(…\) got size="):
        resolved(lambda reading, key: key, size=int)


def test_what_a_function_takes_is_an_argument() -> None:
    assert set(connection(narrow=_narrow, words=str).arguments) == {"words"}


def test_an_unknown_fact_is_reported_with_those_that_exist() -> None:
    with pytest.raises(DeclarationError, match="There is no fact 'rolle': the facts are role, participant"):
        given("rolle")


@pytest.mark.parametrize("declare", [node, record])
def test_a_decorator_without_its_table_is_reported(declare: Any) -> None:
    with pytest.raises(DeclarationError, match=r"Visit is declared without a table: write @node\(table\) or @record"):

        @declare
        class Visit: ...


def _more(write: Any, input: Any, note: str) -> Any: ...
def _swapped(input: Any, write: Any) -> Any: ...
def _method(self: Any, write: Any, input: Any) -> Any: ...
def _named(write: Any, *, input: Any) -> Any: ...


@pytest.mark.parametrize("function", [_more, _swapped, _method, _named])
def test_a_mutation_takes_a_write_and_its_input(function: Any) -> None:
    with pytest.raises(DeclarationError, match=rf"^{function.__name__} takes \(.*\): write \(write, input\), and what"):
        mutation(state=str)(function)


async def _awaited(write: Any, input: Any) -> Any: ...


def _yielding(write: Any, input: Any) -> Any:
    yield {}


@pytest.mark.parametrize("function", [_awaited, _yielding])
def test_a_mutation_is_one_call(function: Any) -> None:
    with pytest.raises(DeclarationError, match=rf"^{function.__name__} is async, or yields: .* Write def, and return"):
        mutation(state=str)(function)


def test_a_mutation_may_have_defaults_of_its_own() -> None:
    def plan(write: Any, input: Any, note: str = "") -> Any: ...

    assert mutation(state=str)(plan).function is plan


async def _no_generator(context: Any) -> Any: ...


def _at_once(context: Any) -> Any:
    yield 1


@pytest.mark.parametrize("source", [_no_generator, _at_once])
def test_a_subscription_is_an_async_generator(source: Any) -> None:
    with pytest.raises(
        DeclarationError, match=rf"^{source.__name__} is not an async generator: write async def, and yield"
    ):
        subscription(str)(source)


async def _without_context(id: str) -> Any:
    yield 1


async def _without_id(context: Any) -> Any:
    yield 1


async def _with_more(context: Any, id: str, word: str) -> Any:
    yield 1


@pytest.mark.parametrize("source", [_without_context, _without_id, _with_more])
def test_a_subscription_takes_its_context_and_arguments(source: Any) -> None:
    with pytest.raises(DeclarationError, match=rf"^{source.__name__} takes .* called with \(context, id\): write that"):
        subscription(str, id=str)(source)


def test_what_may_be_left_out_has_a_default() -> None:
    async def followed(context: Any, id: str, word: str | None) -> Any:
        yield 1

    with pytest.raises(DeclarationError, match=r"is called with \(context, id, word=None\): write that\.$"):
        subscription(str, id=str, word=Argument(type=str | None))(followed)
