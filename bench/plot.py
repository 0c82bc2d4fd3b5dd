"""Draws the results: one group of bars for each operation, on a logarithmic scale, as plain SVG."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from bench.compare import Comparison
from bench.figures import figures

WIDTH, BAR, GAP, LEFT, TOP = 900, 11, 16, 90, 70
COLOURS = ("#0b5394", "#6fa8dc", "#38761d", "#93c47d", "#b45f06", "#f6b26b", "#741b47", "#c27ba0", "#666666", "#b7b7b7")


def save(comparison: Comparison, path: Path) -> None:
    """Draw the requests/s of every server and operation."""
    rates = {name: {key: figure.rate for key, figure in found.items()} for name, found in figures(comparison).items()}
    plan = comparison.plan
    rounds = plan.starts * plan.rounds
    title = f"Requests per second, {plan.connections} connections, one process each, medians of {rounds} rounds"
    path.write_text("\n".join(_lines_of_svg(title, plan.only, rates)) + "\n")


def _lines_of_svg(title: str, operations: Sequence[str], rates: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    shown = {name: found for name, found in rates.items() if found}
    highest = max(rate for found in shown.values() for rate in found.values())
    decades = max(1, math.ceil(math.log10(highest)))
    scale = (WIDTH - LEFT - 70) / decades
    height = TOP + 18 * ((len(shown) + 2) // 3) + len(operations) * (BAR * len(shown) + GAP) + 40
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="11">'
    yield f"<title>{escape(title)}</title>"
    yield '<rect width="100%" height="100%" fill="white"/>'
    yield f'<text x="{LEFT}" y="24" font-size="15">{escape(title)}</text>'
    for place, name in enumerate(shown):
        x, y = LEFT + place % 3 * 250, 44 + place // 3 * 18
        yield f'<rect x="{x}" y="{y - 9}" width="10" height="10" fill="{_colour(place)}"/>'
        yield f'<text x="{x + 15}" y="{y}">{escape(name)}</text>'
    top = TOP + 18 * ((len(shown) + 2) // 3)
    for decade in range(decades + 1):
        x = LEFT + decade * scale
        yield f'<line x1="{x:.0f}" y1="{top - 12}" x2="{x:.0f}" y2="{height - 28}" stroke="#dddddd"/>'
        yield f'<text x="{x:.0f}" y="{height - 14}" text-anchor="middle">{10**decade:,}</text>'
    y = top
    for operation in operations:
        middle = y + BAR * len(shown) / 2 + 4
        yield f'<text x="{LEFT - 8}" y="{middle:.0f}" text-anchor="end">{escape(operation)}</text>'
        for place, (name, found) in enumerate(shown.items()):
            if operation in found:
                width = max(1.0, math.log10(max(found[operation], 1)) * scale)
                yield f'<rect x="{LEFT}" y="{y}" width="{width:.1f}" height="{BAR - 2}" fill="{_colour(place)}">'
                yield f"<title>{escape(name)}, {operation}: {found[operation]:,.0f}/s</title></rect>"
                yield f'<text x="{LEFT + width + 4:.0f}" y="{y + BAR - 3}" font-size="9">{found[operation]:,.0f}</text>'
            y += BAR
        y += GAP
    yield "</svg>"


def _colour(place: int) -> str:
    return COLOURS[place % len(COLOURS)]
