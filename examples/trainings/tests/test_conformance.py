"""The platform's suite for plugins."""

from __future__ import annotations

from steps import CANCEL, announced, drafted, enrolled, placed, reported

from core.conformance import Conformance, Network


class TestTraining(Conformance):
    plugin = "trainings"

    def fill(self, network: Network) -> None:
        """An announced training with a report, a draft, and a cancelled one."""
        kenya, ghana = network.member("KEN"), network.member("GHA")
        drafted(network, kenya, places=7)
        training = announced(network, kenya)
        enrolled(network, ghana, training)
        reported(network, kenya, training)
        given_up = announced(network, kenya, startsOn="2998-12-01")
        placed(network, kenya, given_up, training)
        network.ask(CANCEL, {"input": {"training": given_up}}, kenya.viewer)
