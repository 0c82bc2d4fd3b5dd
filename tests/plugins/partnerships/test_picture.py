"""The picture of the Network: its content, and that names cannot inject anything into it."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from sqlalchemy import update
from starlette.requests import Request
from starlette.testclient import TestClient

from core.identity import Role, Viewer, create_token
from core.platform import Platform
from core.server.app import create_app
from plugins.partnerships import routes
from plugins.partnerships.tables import partnerships
from tests.conftest import NewPlatform
from tests.factories import SECRETARIAT, Made, make_member, make_observer
from tests.plugins.partnerships.conftest import Http
from tests.plugins.partnerships.steps import change, proposal

SVG = "{http://www.w3.org/2000/svg}"
EVIL = '</text><script>alert("x")</script>&amp; \' <svg onload=alert(1)>'


def _tie(http: Http, made: Made, partner: str, viewer: Viewer, title: str) -> str:
    fields = proposal([made], [partner], title=title)
    found: str = change(http, "proposePartnership", viewer, "partnership { id }", **fields)["partnership"]["id"]
    return found


def test_the_picture_shows_who_is_tied_to_whom(platform: Platform, http: Http, client: TestClient) -> None:
    paraguay, kenya = make_member(platform, "PRY"), make_observer(platform, "KEN")
    make_member(platform, "MAR")
    partnership = _tie(http, paraguay, "Partner:2", paraguay.viewer, EVIL)
    change(http, "activatePartnership", SECRETARIAT, "partnership { id }", partnership=partnership)
    (said,) = ElementTree.fromstring(client.get("/partnerships/graph.svg").content).iter(f"{SVG}desc")
    assert said.text == "Participants: 3, partners: 1, ties: 1."
    declined = _tie(http, kenya, "Partner:1", kenya.viewer, "Declined")
    change(http, "declinePartnership", SECRETARIAT, "partnership { id }", partnership=declined, reason="Fictitious")
    evil = change(http, "registerPartner", SECRETARIAT, "partner { id }", language="EN", kind="ACADEMIA", name=EVIL)
    proposed = _tie(http, kenya, evil["partner"]["id"], kenya.viewer, "Proposed")

    data = client.get("/partnerships/graph.json").json()
    assert {node["label"] for node in data["nodes"]} == {"PRY", "MAR", "KEN", "GANHRI", EVIL}
    assert data["ties"] == [
        {"source": paraguay.id, "target": "Partner:2", "status": "ACTIVE", "partnerships": [EVIL],
         "ids": [partnership]},
        {"source": kenya.id, "target": evil["partner"]["id"], "status": "PROPOSED", "partnerships": ["Proposed"],
         "ids": [proposed]},
    ]  # fmt: skip
    answer = client.get("/partnerships/graph.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    policies = [value for name, value in answer.headers.multi_items() if name == "content-security-policy"]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"]
    picture = ElementTree.fromstring(answer.content)
    assert {element.tag.removeprefix(SVG) for element in picture.iter()} <= {
        "svg", "title", "desc", "style", "rect", "text", "path", "g", "circle", "line",
    }  # fmt: skip
    assert not [name for element in picture.iter() for name in element.attrib if name.startswith("on")]
    shown = {element.text for element in picture.iter(f"{SVG}text")}
    assert {"Paraguay", "Morocco", "Kenya", "GANHRI"} <= shown
    assert any(element.text == EVIL for element in picture.iter(f"{SVG}title"))
    assert len(list(picture.iter(f"{SVG}path"))) == 2


def test_the_picture_leaves_out_characters_that_xml_forbids(platform: Platform, http: Http, client: TestClient) -> None:
    """Such a title may have been stored before it was refused."""
    paraguay = make_member(platform, "PRY")
    _tie(http, paraguay, "Partner:2", paraguay.viewer, "Odd title")
    with platform.database.transaction() as session:
        session.execute(update(partnerships).values(title={"en": "Odd\uffff \ufffe\x1btitle"}))
    picture = ElementTree.fromstring(client.get("/partnerships/graph.svg").content)
    assert any("Odd title" in (element.text or "") for element in picture.iter(f"{SVG}title"))


def test_an_empty_network_has_a_picture(client: TestClient) -> None:
    assert client.get("/partnerships/graph.json").json() == {"nodes": [], "ties": []}
    assert ElementTree.fromstring(client.get("/partnerships/graph.svg").content).tag == f"{SVG}svg"


def test_the_picture_is_complete_with_the_smallest_pages(database_url: str, new_platform: NewPlatform) -> None:
    platform = new_platform(database_url, max_page_size=2)
    for iso_alpha3 in ("PRY", "MAR", "KEN"):
        make_member(platform, iso_alpha3)
    with TestClient(create_app(platform.settings, platform)) as client:
        assert len(client.get("/partnerships/graph.json").json()["nodes"]) == 3


def test_the_names_in_the_picture_are_in_the_readers_language(platform: Platform, client: TestClient) -> None:
    make_member(platform, "MAR")
    spanish = client.get("/partnerships/graph.json", headers={"accept-language": "es"}).json()
    assert [node["name"] for node in spanish["nodes"]] == ["Marruecos"]
    assert [node["name"] for node in client.get("/partnerships/graph.json").json()["nodes"]] == ["Morocco"]


@pytest.mark.parametrize(
    ("language", "title", "group", "partnership"),
    [
        ("ar", "الشبكة وشركاؤها", "مجموعة الدول الأفريقية", "شراكة: قائمة"),
        ("fr", "Le Réseau et ses partenaires", "Groupe des États d’Afrique", "Partenariat : En cours"),
        ("en", "The Network and its partners", "African Group", "Partnership: Active"),
    ],
)
def test_the_heading_and_the_legend_are_in_the_readers_language(
    platform: Platform, http: Http, client: TestClient, language: str, title: str, group: str, partnership: str
) -> None:
    morocco = make_member(platform, "MAR")
    tied = _tie(http, morocco, "Partner:2", morocco.viewer, "Fictitious")
    change(http, "activatePartnership", SECRETARIAT, "partnership { id }", partnership=tied)
    picture = ElementTree.fromstring(client.get(f"/partnerships/graph.svg?language={language}").content)
    assert picture.get("lang") == language
    assert picture.findtext(f"{SVG}title") == title
    assert {title, group, partnership} <= {element.text for element in picture.iter(f"{SVG}text")}


def test_the_heading_and_the_legend_begin_where_the_language_does(platform: Platform, client: TestClient) -> None:
    make_member(platform, "MAR")
    for language, anchor, side in (("en", "start", -1), ("ar", "end", 1)):
        picture = ElementTree.fromstring(client.get(f"/partnerships/graph.svg?language={language}").content)
        texts = picture.findall(f"{SVG}text")
        assert len(texts) == 1 + 1 + 4, "the heading, a group, partners and three statuses"
        assert {text.get("text-anchor") for text in texts} == {anchor}
        signs = [one for mark in ("circle", "rect[@width='10']", "line") for one in picture.findall(f"{SVG}{mark}")]
        assert len(signs) == 1 + 1 + 3
        places = [float(one.get("x") or one.get("cx") or one.get("x1") or 0) for one in (*texts, *signs)]
        assert all(place * side > 0 for place in places)


def test_the_name_of_a_partner_states_its_language_if_that_is_another(
    platform: Platform, http: Http, client: TestClient
) -> None:
    morocco = make_member(platform, "MAR")
    named = {"language": "ES", "kind": "ACADEMIA", "name": "Asociación ficticia"}
    spanish = change(http, "registerPartner", SECRETARIAT, "partner { id }", **named)["partner"]["id"]
    change(http, "correctPartner", SECRETARIAT, "partner { id }", partner=spanish, language="FR", name="Fictive")
    _tie(http, morocco, spanish, morocco.viewer, "One")
    _tie(http, morocco, "Partner:2", morocco.viewer, "Two")

    def stated(language: str, header: str = "") -> list[tuple[str | None, str | None]]:
        answer = client.get(f"/partnerships/graph.svg?language={language}", headers={"accept-language": header})
        partners = ElementTree.fromstring(answer.content).findall(f"{SVG}g[@class='partner']")
        return [(one.findtext(f"{SVG}text"), one.get("lang")) for one in partners]

    assert sorted(stated("es")) == [("Asociación ficticia", None), ("GANHRI", "en")]
    assert sorted(stated("ar")) == [("Asociación ficticia", "es"), ("GANHRI", "en")]
    assert sorted(stated("ar", "fr")) == [("Fictive", "fr"), ("GANHRI", "en")]


def test_whoever_has_no_tie_is_fainter_but_legible() -> None:
    """At least 4.5:1 for text and 3:1 for what is drawn (WCAG 1.4.3, 1.4.11)."""
    from plugins.partnerships.picture.svg import COLOURS, STYLE

    def of_style(pattern: str) -> str:
        found = re.search(pattern, STYLE)
        assert found, pattern
        return found[1]

    assert _contrast(of_style(r"\.untied text\{fill:(#\w{6})\}")) >= 4.5
    for name in (r"\.untied circle\{opacity", r"\.tie\{[^}]*stroke-opacity"):
        opacity = float(of_style(rf"{name}:([\d.]+)"))
        assert all(_contrast(colour, opacity) >= 3 for colour in COLOURS.values())


def _contrast(colour: str, opacity: float = 1.0) -> float:
    """The contrast of a colour to white, as WCAG computes it."""
    shown = [int(colour[at : at + 2], 16) / 255 * opacity + 1 - opacity for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in shown)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


@pytest.mark.parametrize("name", ["graph.json", "graph.svg"])
def test_the_picture_is_made_for_the_public_once_until_the_next_write(
    platform: Platform, client: TestClient, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    asked = list[str]()
    ask_all = routes.ask_all

    async def noted(request: Request, document: str) -> Any:
        asked.append(document)
        return await ask_all(request, document)

    monkeypatch.setattr(routes, "ask_all", noted)
    make_member(platform, "MAR")
    first = client.get(f"/partnerships/{name}")
    assert len(asked) == 3
    again = client.get(f"/partnerships/{name}")
    assert again.content == first.content
    assert client.get(f"/partnerships/{name}", headers={"if-none-match": first.headers["etag"]}).status_code == 304
    assert len(asked) == 3
    assert client.get(f"/partnerships/{name}?language=es").content != first.content
    assert client.get(f"/partnerships/{name}?again").status_code == 400
    assert len(asked) == 6
    make_member(platform, "PRY")
    assert client.get(f"/partnerships/{name}").content != first.content
    assert len(asked) == 9
    with platform.database.transaction() as session:
        token = create_token(session, platform.now(), Role.ADMINISTRATOR, "Test")
    for number in (4, 5):  # others than the public may see more
        assert client.get(f"/partnerships/{name}", headers={"authorization": f"Bearer {token}"}).status_code == 200
        assert len(asked) == 3 * number


def test_a_party_that_is_missing_from_the_list_of_participants_is_left_out() -> None:
    from plugins.partnerships.picture.captions import Captions
    from plugins.partnerships.picture.graph import graph_of
    from plugins.partnerships.picture.svg import svg

    known = {"id": "Participant:1", "state": {"isoAlpha3": "MAR", "name": "Morocco", "regionalGroup": "AFRICA"}}
    partner = {"id": "Partner:1", "name": "Fictitious", "acronym": None, "kind": "ACADEMIA"}
    partner |= {"languages": ["EN"], "originalLanguage": "EN"}
    both = [{"id": "Participant:1"}, {"id": "Participant:2"}]
    partnerships = [
        {
            "id": "Partnership:1",
            "title": "With a partner",
            "status": "ACTIVE",
            "participants": both,
            "partners": [partner],
        },
        {"id": "Partnership:2", "title": "Without", "status": "ACTIVE", "participants": both, "partners": []},
        {
            "id": "Partnership:3",
            "title": "Only of the new one",
            "status": "ACTIVE",
            "participants": both[1:],
            "partners": [partner],
        },
    ]
    graph = graph_of([known], partnerships)
    assert [(tie.source, tie.target, tie.partnerships) for tie in graph.ties] == [
        ("Participant:1", "Partner:1", ["With a partner"])
    ]
    called = {"AFRICA": "Africa", "ACTIVE": "Active", "SUSPENDED": "Suspended", "PROPOSED": "Proposed"}
    assert "Fictitious" in svg(graph, Captions("en", called, called))


@pytest.mark.parametrize(
    ("participants", "partners", "ties"), [(20, 0, 190), (21, 0, 0), (100, 2, 200), (101, 2, 0), (193, 28, 0)]
)
def test_a_proposal_of_many_is_drawn_once_it_is_active(participants: int, partners: int, ties: int) -> None:
    """Whoever proposes needs nobody's consent: one alone could tie everybody to everybody, as often as they like."""
    from plugins.partnerships.picture.graph import graph_of

    states = [
        {"id": f"Participant:{number}", "state": {"isoAlpha3": "MAR", "name": f"{number}", "regionalGroup": "AFRICA"}}
        for number in range(participants)
    ]
    named = {"acronym": None, "kind": "ACADEMIA", "languages": ["EN"], "originalLanguage": "EN"}
    others = [{"id": f"Partner:{number}", "name": f"Fictitious {number}", **named} for number in range(partners)]
    partnership = {"id": "Partnership:1", "title": "Of many", "participants": states, "partners": others}

    proposed = graph_of(states, [{**partnership, "status": "PROPOSED"}])
    assert (len(proposed.ties), len(proposed.partners)) == (ties, partners if ties else 0)
    active = graph_of(states, [{**partnership, "status": "ACTIVE"}])
    assert len(active.ties) == (participants * partners or participants * (participants - 1) // 2)
    assert len(active.partners) == partners


def test_the_picture_of_hundreds_of_partners_is_drawn() -> None:
    from plugins.partnerships.picture.graph import Graph, Node, Tie, positions

    around = [Node(f"Participant:{n}", f"P{n}", f"Fictitious State {n}", "AFRICA", True) for n in range(193)]
    within = [Node(f"Partner:{n}", f"Fictitious Partner {n}", "", "OTHER", False) for n in range(600)]
    graph = Graph(around, within, [Tie(around[n % 193].id, within[n].id, "ACTIVE") for n in range(600)])
    assert positions(graph).keys() == {node.id for node in graph.nodes}


def test_partners_are_beside_the_participants_that_they_are_tied_to() -> None:
    import math

    from plugins.partnerships.picture.graph import Graph, Node, Tie, positions

    around = [Node(f"Participant:{n}", f"P{n}", f"Fictitious State {n}", "AFRICA", True) for n in range(12)]
    within = [Node(f"Partner:{n}", f"Fictitious Partner {n}", "", "OTHER", False) for n in range(4)]
    ties = [Tie(around[n].id, within[(n // 3 + 1) % 4].id, "ACTIVE") for n in range(12)]
    angles = positions(Graph(around, within, ties))
    between = [angles[tie.source] - angles[tie.target] for tie in ties]
    assert all(math.cos(angle) > math.cos(math.pi / 4) for angle in between)


def test_labels_do_not_overlap() -> None:
    """With sixty participants and twenty partners, neighbours on a ring are at least a line apart."""
    import math
    from itertools import pairwise

    from plugins.partnerships.picture.graph import Graph, Node, Tie, positions
    from plugins.partnerships.picture.svg import CHARACTER_WIDTH, Rings, label

    around = [Node(f"Participant:{n}", f"P{n}", f"Fictitious State {n}", "AFRICA", True) for n in range(60)]
    within = [Node(f"Partner:{n}", f"Fictitious Partner Number {n}", "", "OTHER", False) for n in range(20)]
    graph = Graph(around, within, [Tie(around[n].id, within[n % 20].id, "ACTIVE") for n in range(60)])
    rings, angles = Rings.around(graph), positions(graph)
    for nodes, radius in (
        (around, rings.outer),
        (within, rings.inner - 10 - CHARACTER_WIDTH * max(len(label(node)) for node in within)),
    ):
        turns = sorted(angles[node.id] % (2 * math.pi) for node in nodes)
        nearest = min(b - a for a, b in pairwise(turns))
        assert radius * nearest >= 12
