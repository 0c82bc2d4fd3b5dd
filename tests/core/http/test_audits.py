"""The audits of graphql-http, the reference implementation of GraphQL over HTTP, against a running server."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.servers import Server

AUDITS = 61


def test_every_audit_passes(server: Server, javascript: Callable[..., str]) -> None:
    found = [json.loads(line) for line in javascript("audits.mjs", f"{server.address}/graphql").splitlines()]
    assert len(found) == AUDITS
    assert [f"{audit['id']}: {audit['name']}: {audit['reason']}" for audit in found if audit["status"] != "ok"] == []
