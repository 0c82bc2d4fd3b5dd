"""Node.js and its packages come with the tests."""

from __future__ import annotations

from collections.abc import Callable


def test_the_packages_that_tests_need_are_there(javascript: Callable[..., str]) -> None:
    assert javascript("packages.mjs").split() == ["@apollo/client", "graphql-http", "graphql-ws", "oidc-provider"]
