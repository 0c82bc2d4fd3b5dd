"""The platform's suite, held against this plugin."""

from __future__ import annotations

from steps import CANCEL, announced, drafted, enrolled

from core.conformance import Conformance, Network


class TestTraining(Conformance):
    plugin = "trainings"

    def fill(self, network: Network) -> None:
        """One that is announced, one that is not, one that is cancelled."""
        kenya, ghana = network.member("KEN"), network.member("GHA")
        drafted(network, kenya, places=7)
        enrolled(network, ghana, announced(network, kenya))
        given_up = announced(network, kenya, startsOn="2998-12-01")
        network.ask(CANCEL, {"input": {"training": given_up}}, kenya.viewer)
