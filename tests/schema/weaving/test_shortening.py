"""Statements in fewer words say the same: constants stay, and so does whatever is not understood."""

from __future__ import annotations

import pytest

from schema.weaving.shortening import shorten

PAIRS = {
    "a table gets a short name": (
        "SELECT things.id FROM things WHERE things.id IN (SELECT others.id FROM others)",
        "SELECT _1.id FROM things _1 WHERE _1.id IN (SELECT _2.id FROM others _2)",
    ),
    "a name of its own stays": (
        "SELECT t1.id, things.id FROM things AS t1 LEFT OUTER JOIN things ON things.id = t1.id ORDER BY t1.id ASC",
        "SELECT t1.id, _1.id FROM things t1 LEFT JOIN things _1 ON _1.id = t1.id ORDER BY t1.id",
    ),
    "constants stay": (
        "SELECT 'FROM things AS t ASC', 'it''s things.id' FROM things",
        "SELECT 'FROM things AS t ASC', 'it''s things.id' FROM things _1",
    ),
    "a table that is mentioned otherwise stays": (
        "SELECT things.id FROM things WHERE things MATCH ?1",
        "SELECT things.id FROM things WHERE things MATCH ?1",
    ),
    "what is no table stays": (
        "SELECT EXTRACT(year FROM day), things.a IS DISTINCT FROM NULL, CAST(things.b IS DISTINCT FROM day AS BOOLEAN) FROM things",
        "SELECT EXTRACT(year FROM day), _1.a IS DISTINCT FROM NULL, CAST(_1.b IS DISTINCT FROM day AS BOOLEAN) FROM things _1",
    ),
    "a table may be named anywhere": (
        "SELECT EXTRACT(year FROM things.day), others.a IS DISTINCT FROM things.a FROM things JOIN others ON true",
        "SELECT EXTRACT(year FROM _1.day), _2.a IS DISTINCT FROM _1.a FROM things _1 JOIN others _2 ON true",
    ),
    "names stay": (
        """SELECT "it's things.id", ASCENDING.id AS ASCII FROM things AS ASCENDING, others""",
        """SELECT "it's things.id", ASCENDING.id AS ASCII FROM things ASCENDING, others""",
    ),
    "functions and types stay": (
        "SELECT CAST(value AS VARCHAR) FROM json_each(?1)",
        "SELECT CAST(value AS VARCHAR) FROM json_each(?1)",
    ),
    "a name that begins alike is another": (
        "SELECT things.id, things_more.id FROM things JOIN things_more ON things_more.id = things.id",
        "SELECT _1.id, _3.id FROM things _1 JOIN things_more _3 ON _3.id = _1.id",
    ),
}


@pytest.mark.parametrize(("sql", "expected"), list(PAIRS.values()), ids=list(PAIRS))
def test_the_same_in_fewer_words(sql: str, expected: str) -> None:
    assert shorten(sql, ["things", "others", "things_more"]) == expected
