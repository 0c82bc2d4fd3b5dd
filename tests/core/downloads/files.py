"""Files under /data/, as tests ask for them and read them."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from urllib.parse import urlencode

from core.conformance.web import Got


def address_of(name: str, **asked: Any) -> str:
    said = {key: value if isinstance(value, str) else json.dumps(value) for key, value in asked.items()}
    return f"/data/{name}?{urlencode(said)}" if said else f"/data/{name}"


def rows_in(got: Got) -> list[dict[str, Any]]:
    assert got.status == 200, got.text
    return [json.loads(line) for line in got.text.splitlines()]


def table_in(got: Got) -> list[dict[str, str]]:
    assert got.status == 200, got.text
    return list(csv.DictReader(io.StringIO(got.text, newline="")))
