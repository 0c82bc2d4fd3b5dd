"""Values of arguments, as they are read from each reading."""

from __future__ import annotations

from dataclasses import fields, replace

from schema.request.reading import Reading, with_more_facts
from schema.request.values import Value, each


def test_a_list_of_one_value_is_that_value_wherever_it_has_as_many() -> None:
    given = Value(["Planned"], lambda reading: reading.context)
    reading = Reading("PUBLIC", {}, context=["Read"])
    only = given.only()
    assert only is not None
    assert (only.sample, only.read(reading)) == ("Planned", "Read")
    lowered = given.converted(each(str.lower)).only()
    assert lowered is not None
    assert (lowered.sample, lowered.read(reading)) == ("planned", "read")


def test_a_list_that_may_become_shorter_or_longer_is_none_of_one_value() -> None:
    given = Value(["Planned"], lambda reading: reading.context)
    assert given.converted(lambda values: values).only() is None
    assert given.converted(each(str.lower)).converted(sorted).only() is None
    assert given.converted(lambda values: {"kept": values}).item("kept").only() is None
    assert Value(["a", "b"], lambda _: ["a", "b"]).only() is None


def test_a_reading_that_knows_more_is_the_same_in_all_else() -> None:
    reading = Reading(*[object() for _ in fields(Reading)])  # type: ignore[arg-type]
    reading = replace(reading, facts={"today": 1})
    assert with_more_facts(reading, key=2) == replace(reading, facts={"today": 1, "key": 2})
