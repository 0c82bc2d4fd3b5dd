"""The picture as SVG. All text in it is escaped; it loads nothing and runs no script."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from plugins.partnerships.picture.captions import Captions
from plugins.partnerships.picture.graph import Graph, Node, Tie, positions

COLOURS = {
    "AFRICA": "#b3541e",
    "ASIA_PACIFIC": "#1f7a8c",
    "EASTERN_EUROPE": "#6a4c93",
    "LATIN_AMERICA_AND_CARIBBEAN": "#2e7d32",
    "WESTERN_EUROPE_AND_OTHERS": "#1d4e9e",
}
PARTNER = "#444444"
DASHES = {"ACTIVE": "", "SUSPENDED": "7 4", "PROPOSED": "2 4"}
LONGEST_OF_PARTICIPANTS, LONGEST_OF_PARTNERS = 30, 24
"""The most characters of a label; the tooltip has the whole name."""

NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may have, not even escaped: browsers refuse the whole document."""

CHARACTER_WIDTH = 6.6
STYLE = """text{font:12px 'DejaVu Sans',Verdana,Arial,sans-serif;fill:#222;unicode-bidi:plaintext}
text{paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}
.tie{fill:none;stroke-width:1.6;stroke-opacity:.75}.tie:hover{stroke-width:4;stroke-opacity:1}
.untied text{fill:#6b6b6b}.untied circle{opacity:.75}
.heading{font-size:20px;font-weight:bold}.partner text{font-weight:bold}"""


@dataclass(frozen=True, slots=True)
class Rings:
    """The measures of the picture: the radius of the ring of partners, that of participants, and half of the width."""

    inner: float
    outer: float
    half: float

    @classmethod
    def around(cls, graph: Graph) -> Rings:
        """Rings that are large enough that labels do not overlap."""
        inward = max([CHARACTER_WIDTH * 1.15 * len(label(node)) for node in graph.partners], default=0) + 20
        inner = max(110.0, inward + 14 * len(graph.partners) / (2 * math.pi)) if graph.partners else 110.0
        outer = max(inner + 190, 15 * len(graph.participants) / (2 * math.pi))
        outward = max([CHARACTER_WIDTH * len(label(node)) for node in graph.participants], default=0) + 20
        return cls(inner, outer, outer + outward + 10)


@dataclass(frozen=True, slots=True)
class Edge:
    """The edge at which the heading and the legend begin: the left one, in Arabic the right one."""

    from_middle: float
    is_right: bool

    @property
    def anchor(self) -> str:
        return "end" if self.is_right else "start"

    def at(self, distance: float) -> float:
        """The horizontal place at a distance from the edge."""
        return (self.from_middle - distance) * (1 if self.is_right else -1)

    def text(self, distance: float, y: float, written: str, attribute: str = "") -> str:
        """A line that begins at a distance from the edge."""
        return (
            f'<text{attribute} x="{self.at(distance):.0f}" y="{y:.0f}" text-anchor="{self.anchor}">'
            f"{escape(written)}</text>"
        )


def label(node: Node) -> str:
    """The label of a node: a state's name, a partner's acronym or name; cut if it is long."""
    text = node.title if node.is_participant else node.short
    longest = LONGEST_OF_PARTICIPANTS if node.is_participant else LONGEST_OF_PARTNERS
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def svg(graph: Graph, captions: Captions) -> str:
    """The picture as an SVG document."""
    rings, angles = Rings.around(graph), positions(graph)
    half, legend = rings.half, 150
    edge = Edge(half - 20, captions.language == "ar")
    nodes = {node.id: node for node in graph.nodes}
    tied = {name for tie in graph.ties for name in (tie.source, tie.target)}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" lang="{captions.language}" role="img" '
        f'viewBox="{-half:.0f} {-half - 50:.0f} {2 * half:.0f} {2 * half + 50 + legend:.0f}">',
        f"<title>{escape(captions.title)}</title>",
        f"<desc>{escape(captions.summary(graph))}</desc>",
        f"<style>{STYLE}</style>",
        f'<rect x="{-half:.0f}" y="{-half - 50:.0f}" width="100%" height="100%" fill="#ffffff"/>',
        edge.text(0, -half - 18, captions.title, ' class="heading"'),
        *(_tie(tie, nodes, angles, rings, captions) for tie in graph.ties),
        *(_node(node, angles[node.id], rings, node.id in tied, captions) for node in nodes.values()),
        *_legend(edge, half + 30, graph, captions),
        "</svg>",
    ]
    return NOT_IN_XML.sub("", "\n".join(parts))


def _colour(node: Node) -> str:
    return COLOURS.get(node.group, PARTNER)


def _dash_attribute(status: str) -> str:
    """The attribute that shows a status by the dashes of a line."""
    return f' stroke-dasharray="{DASHES[status]}"' if DASHES[status] else ""


def _at(angle: float, radius: float) -> tuple[float, float]:
    return radius * math.cos(angle), radius * math.sin(angle)


def _tie(tie: Tie, nodes: Mapping[str, Node], angles: Mapping[str, float], rings: Rings, captions: Captions) -> str:
    source, target = nodes[tie.source], nodes[tie.target]
    start, end = angles[tie.source], angles[tie.target]
    middle = (rings.inner + rings.outer) / 2
    x1, y1 = _at(start, rings.outer)
    x2, y2 = _at(end, rings.outer if target.is_participant else rings.inner)
    (a, b), (c, d) = _at(start, middle), _at(end, middle)
    tooltip = f"{source.title} – {target.title}: {'; '.join(tie.partnerships)} ({captions.statuses[tie.status]})"
    dashes = _dash_attribute(tie.status)
    return (
        f'<path class="tie" stroke="{_colour(source)}"{dashes} d="M{x1:.1f} {y1:.1f}C{a:.1f} {b:.1f} {c:.1f} {d:.1f} '
        f'{x2:.1f} {y2:.1f}"><title>{escape(tooltip)}</title></path>'
    )


def _node(node: Node, angle: float, rings: Rings, tied: bool, captions: Captions) -> str:
    """A mark with its label along the ray: outwards for participants, inwards for partners; never upside down."""
    x, y = _at(angle, rings.outer if node.is_participant else rings.inner)
    turned = math.cos(angle) < -1e-9
    begins = turned != node.is_participant
    degrees = math.degrees(angle) + (180 if turned else 0)
    shift = 10 if begins else -10
    shape = (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{_colour(node)}"/>'
        if node.is_participant
        else f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" fill="{_colour(node)}"/>'
    )
    kind = ("participant" if node.is_participant else "partner") + ("" if tied else " untied")
    language = f' lang="{node.language}"' if node.language not in ("", captions.language) else ""
    place = f'transform="translate({x:.1f} {y:.1f}) rotate({degrees:.1f})" x="{shift}" dy="4"'
    return (
        f'<g class="{kind}"{language}>{shape}<text {place} text-anchor="{"start" if begins else "end"}">'
        f"{escape(label(node))}</text><title>{escape(node.title)}</title></g>"
    )


def _legend(edge: Edge, y: float, graph: Graph, captions: Captions) -> Iterator[str]:
    there = {node.group for node in graph.participants}
    groups = [(captions.groups[group], colour) for group, colour in COLOURS.items() if group in there]
    for place, (name, colour) in enumerate(groups):
        yield f'<circle cx="{edge.at(6):.0f}" cy="{y + 20 * place:.0f}" r="5" fill="{colour}"/>'
        yield edge.text(20, y + 20 * place + 4, name)
    second = max([290.0, *(CHARACTER_WIDTH * len(name) + 40 for name, _ in groups)])
    yield f'<rect x="{edge.at(second + 5) - 5:.0f}" y="{y - 5:.0f}" width="10" height="10" fill="{PARTNER}"/>'
    yield edge.text(second + 40, y + 4, captions.partner)
    for place, status in enumerate(DASHES, 1):
        level = y + 20 * place
        yield (
            f'<line x1="{edge.at(second):.0f}" x2="{edge.at(second + 30):.0f}" y1="{level:.0f}" y2="{level:.0f}" '
            f'stroke="{PARTNER}" stroke-width="2"{_dash_attribute(status)}/>'
        )
        yield edge.text(second + 40, level + 4, captions.partnership(status))
