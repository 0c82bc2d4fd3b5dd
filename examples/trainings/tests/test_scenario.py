"""A training from its draft to its participants, over GraphQL."""

from __future__ import annotations

from steps import ANNOUNCE, announced, drafted, enrolled, placed, reported

from core.conformance import Network


def test_a_draft_is_its_hosts_until_it_is_announced(network: Network) -> None:
    kenya, ghana = network.member("KEN"), network.member("GHA")
    training = drafted(network, kenya)["training"]
    assert training["status"] == "DRAFT"
    asked = """{ trainings { totalCount nodes {
      title inArabic: title(language: AR) state { trainings { totalCount } } } } }"""
    for viewer in (None, ghana.viewer):
        found = network.ask(asked, viewer=viewer) if viewer else network.ask(asked)
        assert found["data"]["trainings"] == {"totalCount": 0, "nodes": []}
    network.ask(ANNOUNCE, {"input": {"training": training["id"]}}, kenya.viewer)
    assert network.ask(asked)["data"]["trainings"]["nodes"] == [
        {"title": "Formation fictive", "inArabic": "تدريب خيالي", "state": {"trainings": {"totalCount": 1}}}
    ]


def test_a_refusal_says_what_would_do(network: Network) -> None:
    kenya = network.member("KEN")
    refused = drafted(network, kenya, startsOn="2001-01-01")
    assert refused["training"] is None
    assert refused["errors"][0]["__typename"] == "TrainingInThePast"
    assert refused["errors"][0]["earliest"] > "2001-01-01"
    assert drafted(network, kenya, state="State:1")["errors"][0]["code"] == "NOT_FOUND"


def test_the_last_place_is_taken_once(network: Network) -> None:
    kenya, ghana, togo = (network.member(code) for code in ("KEN", "GHA", "TGO"))
    training = announced(network, kenya, places=1)
    first = enrolled(network, ghana, training)
    assert first["enrolment"]["focalPoint"] == {"name": "Fictitious GHA"}
    assert first["enrolment"]["training"] == {"taken": 1, "open": False}
    assert enrolled(network, togo, training)["errors"] == [
        {"__typename": "TrainingFull", "code": "TRAINING_FULL", "places": 1}
    ]


def test_trainings_and_those_that_take_part_list_each_other(network: Network) -> None:
    kenya, ghana, togo = (network.member(code) for code in ("KEN", "GHA", "TGO"))
    first, second = announced(network, kenya), announced(network, kenya, startsOn="2999-01-02")
    for who, training in ((ghana, second), (ghana, first), (togo, second)):
        enrolled(network, who, training)
    asked = """{ trainings { nodes { participants { totalCount nodes { id } } } }
      members { nodes { id attended { totalCount nodes { id } } } } }"""
    found = network.ask(asked)["data"]
    listed = [{one["id"] for one in node["participants"]["nodes"]} for node in found["trainings"]["nodes"]]
    assert listed == [{ghana.id}, {ghana.id, togo.id}]
    attended = {node["id"]: [one["id"] for one in node["attended"]["nodes"]] for node in found["members"]["nodes"]}
    for who, trainings in ((ghana, [first, second]), (togo, [second]), (kenya, [])):
        asked = "query($who: ID!) { trainings(filter: {participant: $who}) { nodes { id } } }"
        nodes = network.ask(asked, {"who": who.id})["data"]["trainings"]["nodes"]
        assert [node["id"] for node in nodes] == trainings
    assert attended == {kenya.id: [], ghana.id: [first, second], togo.id: [second]}


def test_trainings_form_a_tree_without_circles(network: Network) -> None:
    kenya, ghana = network.member("KEN"), network.member("GHA")
    whole, part, inner, other = (announced(network, kenya, startsOn=f"2999-01-0{day}") for day in (1, 2, 3, 3))
    assert placed(network, kenya, part, whole) == {"training": {"partOf": {"id": whole}}, "errors": []}
    placed(network, kenya, inner, part)
    for among in (whole, part, inner):
        assert placed(network, kenya, whole, among)["errors"] == [{"code": "CONFLICT", "path": ["partOf"]}]
    assert placed(network, ghana, other, whole)["errors"][0]["code"] == "NOT_ALLOWED"
    asked = """query($id: ID!) { trainings(filter: {partOf: $id}) { totalCount nodes { id } }
      training(id: $id) { parts(first: 5) { nodes { id parts(first: 5) { nodes { id } } } }
        allParts(first: 5) { totalCount nodes { id } } } }"""
    found = network.ask(asked, {"id": whole})["data"]
    both = {"totalCount": 2, "nodes": [{"id": part}, {"id": inner}]}
    assert found["trainings"] == found["training"]["allParts"] == both
    assert found["training"]["parts"] == {"nodes": [{"id": part, "parts": {"nodes": [{"id": inner}]}}]}
    placed(network, kenya, inner, None)
    every = network.ask("{ trainings { nodes { id allParts(first: 5) { totalCount } } } }")["data"]["trainings"][
        "nodes"
    ]
    assert {node["id"]: node["allParts"]["totalCount"] for node in every} == {whole: 1, part: 0, inner: 0, other: 0}


def test_they_are_found_by_topic_state_and_day_in_the_order_asked_for(network: Network) -> None:
    kenya = network.member("KEN")
    for topic, places, day in (("STATISTICS", 5, "2999-01-02"), ("REPORTING", 9, "2999-01-01")):
        announced(network, kenya, topic=topic, places=places, startsOn=day)

    def found(arguments: str) -> list[int]:
        nodes = network.ask(f"{{ trainings{arguments} {{ nodes {{ places }} }} }}")["data"]["trainings"]["nodes"]
        return [node["places"] for node in nodes]

    assert found("") == [9, 5]
    assert found("(orderBy: PLACES)") == [9, 5]
    assert found("(orderBy: PLACES, direction: ASC, first: 1)") == [5]
    assert found("(filter: {topic: STATISTICS, open: true})") == [5]
    assert found('(filter: {state: "State:404", startsUntil: "2999-01-01"})') == [9]
    assert found('(filter: {state: "State:504"})') == []


def test_a_report_is_its_hosts(network: Network) -> None:
    kenya, ghana = network.member("KEN"), network.member("GHA")
    training = announced(network, kenya)
    assert reported(network, kenya, training) == {"training": {"report": "It went well."}, "errors": []}
    assert reported(network, kenya, training, " ")["errors"] == [{"code": "INVALID", "path": ["report"]}]
    assert reported(network, ghana, training)["errors"][0]["code"] == "NOT_ALLOWED"
    asked = """{ trainings(filter: {reported: true}) { totalCount } all: trainings { nodes { report } }
      went: trainings(filter: {reportContains: "WENT"}) { totalCount }
      percent: trainings(filter: {reportContains: "i%w"}) { totalCount } }"""
    for viewer, seen in ((kenya.viewer, "It went well."), (ghana.viewer, None)):
        found = network.ask(asked, viewer=viewer)["data"]
        assert found["all"]["nodes"] == [{"report": seen}]
        assert found["trainings"] == found["went"] == {"totalCount": 1 if seen else 0}
        assert found["percent"] == {"totalCount": 0}
        assert ("went well" in network.get("/data/trainings.csv", viewer).text) is (seen is not None)


def test_a_spreadsheet_holds_what_its_reader_may_see(network: Network) -> None:
    kenya = network.member("KEN")
    announced(network, kenya, title=[{"language": "EN", "title": "=1+1"}])
    drafted(network, kenya, title=[{"language": "EN", "title": "Draft"}])
    public = network.get("/trainings/trainings.csv").text
    assert public.splitlines()[1] == "'=1+1,REPORTING,2999-01-01,2999-01-03,2,0,ANNOUNCED,KEN"
    assert "Draft" not in public
    assert "Draft" in network.get("/trainings/trainings.csv", kenya.viewer).text


def test_the_obligation_tells_what_is_due(network: Network) -> None:
    asked = "{ network { obligations { section status } } }"
    found = network.ask(asked)["data"]["network"]["obligations"]
    assert {"section": "Trainings", "status": "DUE"} in found
