"""The platform's suite, held against this plugin."""

from __future__ import annotations

from core.conformance import Conformance, Network

PLAN = "mutation($input: PlanTrainingInput!) { planTraining(input: $input) { training { id } errors { code } } }"

ENROL = (
    "mutation($input: EnrolInTrainingInput!) { enrolInTraining(input: $input) { enrolment { id } errors { code } } }"
)


class TestTraining(Conformance):
    plugin = "trainings"

    def fill(self, network: Network) -> None:
        """One that is announced, one that is not."""
        kenya, ghana = network.member("KEN"), network.member("GHA")
        for title, announced in (("Open to all", True), ("Still secret", False)):
            given = {"participant": kenya.id, "title": title, "heldOn": "2999-01-01", "announced": announced}
            planned = network.ask(PLAN, {"input": given}, kenya.viewer)["data"]["planTraining"]["training"]
            if announced:
                given = {"training": planned["id"], "participant": ghana.id}
                network.ask(ENROL, {"input": given}, ghana.viewer)
