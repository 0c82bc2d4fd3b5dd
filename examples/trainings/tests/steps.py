"""Steps of the tests."""

from __future__ import annotations

from typing import Any

from core.conformance import Made, Network

DRAFT = """mutation($input: DraftTrainingInput!) { draftTraining(input: $input) {
  training { id status } errors { __typename code message ... on TrainingInThePast { earliest } } } }"""
ANNOUNCE = """mutation($input: AnnounceTrainingInput!) { announceTraining(input: $input) {
  training { id status } errors { code } } }"""
CANCEL = "mutation($input: CancelTrainingInput!) { cancelTraining(input: $input) { training { id } errors { code } } }"
REPORT = """mutation($input: ReportOnTrainingInput!) { reportOnTraining(input: $input) {
  training { report } errors { code path } } }"""
PLACE = """mutation($input: PlaceTrainingInput!) { placeTraining(input: $input) {
  training { partOf { id } } errors { code path } } }"""
ENROL = """mutation($input: EnrolInTrainingInput!) { enrolInTraining(input: $input) {
  enrolment { id focalPoint { name } training { taken open } }
  errors { __typename code ... on TrainingFull { places } ... on EnrolmentClosed { until } } } }"""


def drafted(network: Network, host: Made, **other: Any) -> dict[str, Any]:
    """The payload of a draft."""
    given = {
        "host": host.id,
        "state": "State:404",
        "title": [{"language": "FR", "title": "Formation fictive"}, {"language": "AR", "title": "تدريب خيالي"}],
        "topic": "REPORTING",
        "startsOn": "2999-01-01",
        "endsOn": "2999-01-03",
        "enrolUntil": "2998-12-01",
        "places": 2,
        "languages": ["EN", "FR"],
        **other,
    }
    answer: dict[str, Any] = network.ask(DRAFT, {"input": given}, host.viewer)["data"]["draftTraining"]
    return answer


def announced(network: Network, host: Made, **other: Any) -> str:
    """The id of an announced training."""
    training: str = drafted(network, host, **other)["training"]["id"]
    network.ask(ANNOUNCE, {"input": {"training": training}}, host.viewer)
    return training


def reported(network: Network, host: Made, training: str, report: str = "It went well.") -> dict[str, Any]:
    """The payload of a report."""
    given = {"training": training, "report": report}
    answer: dict[str, Any] = network.ask(REPORT, {"input": given}, host.viewer)["data"]["reportOnTraining"]
    return answer


def placed(network: Network, host: Made, training: str, part_of: str | None) -> dict[str, Any]:
    """The payload of a training that becomes a part of another."""
    given = {"training": training, "partOf": part_of}
    answer: dict[str, Any] = network.ask(PLACE, {"input": given}, host.viewer)["data"]["placeTraining"]
    return answer


def enrolled(network: Network, who: Made, training: str) -> dict[str, Any]:
    """The payload of an enrolment."""
    given = {"training": training, "participant": who.id}
    answer: dict[str, Any] = network.ask(ENROL, {"input": given}, who.viewer)["data"]["enrolInTraining"]
    return answer
