"""Partnerships under the suite that every plugin passes."""

from __future__ import annotations

from typing import Any

from core.conformance import Conformance, Network
from core.identity import Viewer

ANSWERS = {
    "recordActivity": "activity",
    "reviseActivity": "activity",
    "translateActivity": "activity",
    "registerPartner": "partner",
    "correctPartner": "partner",
    "withdrawPartner": "state",
}


class TestPartnerships(Conformance):
    plugin = "partnerships"
    of_all_rows = frozenset({"Network.support"})  # how much is asked of OHCHR, whoever may read what

    def fill(self, network: Network) -> None:
        """Partnerships at every stage, with contributions, an activity, an institution and support requests."""
        paraguay, morocco, kenya = network.member("PRY"), network.member("MAR"), network.observer("KEN")

        def do(name: str, by: Viewer, /, **given: Any) -> str:
            kind = f"{name[0].upper()}{name[1:]}Input"
            answer = ANSWERS.get(name, "supportRequest" if "upport" in name else "partnership")
            document = (
                f"mutation($input: {kind}!) {{ {name}(input: $input) {{ {answer} {{ id }} errors {{ code }} }} }}"
            )
            payload = network.ask(document, {"input": given}, by)["data"][name]
            assert payload["errors"] == [], (name, payload)
            return str(payload[answer]["id"])

        institution = do("registerPartner", paraguay.viewer, language="ES", name="Defensoría ficticia", isoAlpha3="PRY",
                         kind="NATIONAL_HUMAN_RIGHTS_INSTITUTION", accreditation="A", website="https://x.example/")  # fmt: skip

        do("correctPartner", paraguay.viewer, partner=institution, language="EN", name="Fictitious ombudsman")
        mistaken = do("registerPartner", morocco.viewer, language="FR", name="Défenseur fictif", isoAlpha3="MAR",
                      kind="NATIONAL_HUMAN_RIGHTS_INSTITUTION", accreditation="B")  # fmt: skip
        do("withdrawPartner", network.secretariat, partner=mistaken, reason="Twice")

        def propose(title: str, by: Any, *partners: str, **more: Any) -> str:
            return do("proposePartnership", by.viewer, language="EN", title=title, description="Not real",
                      participants=[by.id], partners=list(partners), objectives=[1, 5], **more)  # fmt: skip

        active = propose("Active", paraguay, "Partner:1", institution, sustainableDevelopmentGoals=[16],
                         startsOn="2026-01-01", endsOn="2999-01-01", agreementUrl="https://x.example/agreement")  # fmt: skip
        do("activatePartnership", network.secretariat, partnership=active)
        do(
            "translatePartnership",
            paraguay.viewer,
            partnership=active,
            language="FR",
            title="Active",
            description="Fictif",
        )
        do("revisePartnership", paraguay.viewer, partnership=active, title="Active one", objectives=[1, 2], endsOn=None)
        do("joinPartnership", paraguay.viewer, partnership=active, party=morocco.id)
        do("leavePartnership", morocco.viewer, partnership=active, party=morocco.id)
        do("recordContribution", paraguay.viewer, partnership=active, kind="FUNDING", by="X", description="Y",
           amount="12.50", currency="EUR")  # fmt: skip
        do("recordContribution", paraguay.viewer, partnership=active, kind="FUNDING", by="X", description="Mistaken",
           amount="125.00", currency="EUR")  # fmt: skip
        given = network.ask(f'{{ partnership(id: "{active}") {{ contributions {{ id }} }} }}')["data"]["partnership"]
        do("withdrawContribution", paraguay.viewer, contribution=given["contributions"][1]["id"], reason="Twice")
        for title in ("Atelier", "Mistaken"):
            held = do("recordActivity", paraguay.viewer, partnership=active, language="FR", title=title, on="2026-02-01",
                      until="2026-02-02", place="Nowhere", report="Report")  # fmt: skip
        do("reviseActivity", paraguay.viewer, activity=held, on="2026-02-02", until=None, report="Another report")
        do("translateActivity", paraguay.viewer, activity=held, language="EN", title="Workshop")
        do("withdrawActivity", paraguay.viewer, activity=held, reason="Twice")
        suspended = propose("Suspended", morocco, "Partner:2")
        do("activatePartnership", network.secretariat, partnership=suspended)
        do("suspendPartnership", morocco.viewer, partnership=suspended, reason="A pause")
        do("resumePartnership", morocco.viewer, partnership=suspended)
        do("suspendPartnership", morocco.viewer, partnership=suspended, reason="Another")
        ended = propose("Ended", morocco, "Partner:11", startsOn="2026-02-01")
        do("activatePartnership", network.secretariat, partnership=ended)
        do("concludePartnership", morocco.viewer, partnership=ended, on="2026-03-01")
        do("declinePartnership", network.secretariat, partnership=propose("No", kenya, "Partner:2"), reason="Not now")
        propose("Proposed", kenya, "Partner:41")
        do(
            "requestSupport",
            kenya.viewer,
            participant=kenya.id,
            kind="ADVICE",
            subject="Secret subject",
            details="Secret",
        )
        asked = do(
            "requestSupport", paraguay.viewer, participant=paraguay.id, kind="TRAINING", subject="Help", details="D"
        )
        do("answerSupportRequest", network.secretariat, supportRequest=asked, status="ANSWERED", answer="Yes")
