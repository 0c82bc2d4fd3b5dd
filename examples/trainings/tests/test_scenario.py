"""A training from its planning to its readers, as they ask for it."""

from __future__ import annotations

from core.conformance import Network

PLAN = """mutation($input: PlanTrainingInput!) { planTraining(input: $input) {
  training { id participant { trainings { totalCount } } }
  errors { __typename code ... on TrainingInThePast { earliest } } } }"""
LIST = "{ trainings { totalCount nodes { id title heldOn participant { state { isoAlpha3 } } } } }"


def test_a_planned_one_is_seen_by_all_once_announced(network: Network) -> None:
    kenya = network.member("KEN")
    given = {"participant": kenya.id, "title": "Fictitious", "heldOn": "2999-01-01", "announced": False}
    planned = network.ask(PLAN, {"input": given}, kenya.viewer)["data"]["planTraining"]
    assert planned["errors"] == []
    assert planned["training"]["participant"]["trainings"]["totalCount"] == 1
    assert network.ask(LIST)["data"]["trainings"]["nodes"] == []
    network.ask(PLAN, {"input": {**given, "announced": True}}, kenya.viewer)
    (seen,) = network.ask(LIST)["data"]["trainings"]["nodes"]
    assert (seen["title"], seen["heldOn"]) == ("Fictitious", "2999-01-01")
    assert seen["participant"] == {"state": {"isoAlpha3": "KEN"}}


def test_a_refusal_says_what_would_do(network: Network) -> None:
    kenya = network.member("KEN")
    given = {"participant": kenya.id, "title": "Fictitious", "heldOn": "2001-01-01"}
    refused = network.ask(PLAN, {"input": given}, kenya.viewer)["data"]["planTraining"]
    assert refused["training"] is None
    assert refused["errors"][0]["__typename"] == "TrainingInThePast"
    assert refused["errors"][0]["earliest"] > "2001-01-01"


def test_the_last_place_is_taken_once(network: Network) -> None:
    kenya, ghana, togo = (network.member(code) for code in ("KEN", "GHA", "TGO"))
    given = {"participant": kenya.id, "title": "Fictitious", "heldOn": "2999-01-01", "topic": "STATISTICS", "places": 1}
    training = network.ask(PLAN, {"input": given}, kenya.viewer)["data"]["planTraining"]["training"]["id"]
    enrol = """mutation($input: EnrolInTrainingInput!) { enrolInTraining(input: $input) {
      enrolment { training { taken } } errors { __typename code ... on TrainingFull { places } } } }"""
    first = network.ask(enrol, {"input": {"training": training, "participant": ghana.id}}, ghana.viewer)
    assert first["data"]["enrolInTraining"]["enrolment"] == {"training": {"taken": 1}}
    second = network.ask(enrol, {"input": {"training": training, "participant": togo.id}}, togo.viewer)
    assert second["data"]["enrolInTraining"]["errors"] == [
        {"__typename": "TrainingFull", "code": "TRAINING_FULL", "places": 1}
    ]
    found = network.ask("{ trainings(filter: {topic: STATISTICS}) { nodes { topic enrolments { totalCount } } } }")
    assert found["data"]["trainings"]["nodes"] == [{"topic": "STATISTICS", "enrolments": {"totalCount": 1}}]
    assert (
        network.ask("{ trainings(filter: {topic: REPORTING}) { totalCount } }")["data"]["trainings"]["totalCount"] == 0
    )
