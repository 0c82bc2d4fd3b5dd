"""Findings become figures, a picture and JSON that a later run is held against."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench import plot, saving, sizes
from bench.compare import Comparison, Plan
from bench.figures import figures, geometric_mean, ratios
from bench.load import Measurement, rate_of
from bench.report import report
from bench.roster import OURS_SQLITE


def comparison(rate: float) -> Comparison:
    rounds = {
        "ours on SQLite": {"page": [Measurement(rate * share, 2.0, 9.0, 0.3) for share in (0.9, 1.0, 1.1)]},
        "Strawberry on SQLite": {"page": [Measurement(rate / 50, 300.0, 600.0, 0.99)]},
    }
    each = dict.fromkeys(rounds, 1.0)
    return Comparison(
        Plan(rounds=3, seconds=2, only=("page",)), list(rounds), rounds, {"page": 9_000}, each, each, each
    )


def test_figures_are_medians_with_their_noise() -> None:
    found = figures(comparison(1_000))
    ours, theirs = found["ours on SQLite"], found["Strawberry on SQLite"]
    assert (ours["page"].rate, ours["page"].saturated) == (1_000, False)
    assert ours["page"].noise == pytest.approx(0.1)
    assert theirs["page"].saturated
    assert geometric_mean(ratios(ours, theirs).values()) == pytest.approx(50)


def test_a_rate_is_not_rounded_to_what_a_round_happened_to_hold() -> None:
    assert rate_of(5_000, 1.0, 3.2, connections=16) == 5_000
    assert rate_of(32, 1.0, 340.0, connections=16) == pytest.approx(47.06, abs=0.01)


def test_the_report_marks_where_the_load_was_the_limit() -> None:
    written = report(comparison(1_000))
    assert "the load generator took nearly a whole core" in written
    assert "50.00                 (mean of 1: page 50.00)" in written
    assert "medians of 3 interleaved rounds of 2 s, 3 after each start of the servers" in written


def test_the_report_tells_how_sure_a_ratio_is() -> None:
    found = comparison(1_000)
    found.rounds["Strawberry on SQLite"]["page"] = [Measurement(rate, 300.0, 600.0, 0.99) for rate in (9.0, 10.0, 10.0)]
    assert "100.00   103.33 ± 3.33 (mean of 1: page 100.00)" in report(found)


def test_the_picture_is_well_formed_and_names_every_server(tmp_path: Path) -> None:
    plot.save(comparison(1_000), tmp_path / "found.svg")
    drawn = ElementTree.parse(tmp_path / "found.svg").getroot()
    assert {"ours on SQLite", "Strawberry on SQLite"} <= set(drawn.itertext())


@pytest.mark.parametrize(("rate", "said"), [(1_040, "within the noise"), (2_000, "faster"), (500, "slower")])
def test_a_run_is_held_against_an_earlier_one(tmp_path: Path, rate: float, said: str) -> None:
    saving.save(comparison(1_000), tmp_path / "before.json")
    ours = next(line for line in saving.against(comparison(rate), tmp_path / "before.json") if "ours" in line)
    assert said in ours


def test_growth_is_marked_where_an_answer_should_have_stayed_flat() -> None:
    def taken(*alone: float) -> list[Measurement]:
        return [Measurement(1_000, 2.0, 9.0, 0.3, each) for each in alone]

    rounds = {
        "node": {5_000: taken(0.1, 0.2, 9.0), 500_000: taken(0.2, 0.1, 0.21)},
        "page": {5_000: taken(0.2), 500_000: taken(0.3)},
        "filtered": {5_000: taken(0.5), 500_000: taken(20.0)},
    }
    *_, node, page, filtered = sizes.report(OURS_SQLITE, rounds).splitlines()
    assert node.split() == ["node", "1,000", "1,000", "0.20", "0.20", "1.00"]
    assert page.endswith("1.50  more than 1.3")
    assert filtered.endswith("40.00")
