"""Practices under the suite that every plugin passes."""

from __future__ import annotations

from typing import Any

from core.conformance import Conformance, Made, Network


class TestPractices(Conformance):
    plugin = "practices"

    def fill(self, network: Network) -> None:
        """A published practice with a review, a revision, a translation and an adoption; a submitted one; a draft."""
        author, reviewer = network.member("PRY"), network.member("MAR")
        published = _draft(network, author, "Fictitious plan", "children")
        _do(network, "submitPractice", {"practice": published}, author)
        _do(network, "reviewPractice", {"practice": published, "verdict": "APPROVE", "comment": "Fine"}, reviewer)
        network.ask(_document("publishPractice"), {"input": {"practice": published}}, network.secretariat)
        _do(network, "translatePractice", {"practice": published, "text": _text("FR", "Plan fictif")}, author)
        revised = {"practice": published, "text": _text("EN", "Fictitious plan, revised"), "note": "Second edition"}
        _do(network, "revisePractice", revised, author)
        _do(network, "translatePractice", {"practice": published, "text": _text("ZH", "Plan fictif")}, author)
        corrected = {"practice": published, "originalLanguage": "EN", "withdrawnTranslations": ["ZH"]}
        _do(network, "revisePractice", corrected, author)
        adopted = {"practice": published, "participant": reviewer.id}
        mistaken = _do(network, "adoptPractice", adopted, reviewer)["adoption"]["id"]
        _do(network, "withdrawAdoption", {"adoption": mistaken, "reason": "Too early"}, reviewer)
        _do(network, "adoptPractice", adopted, reviewer)
        _do(network, "submitPractice", {"practice": _draft(network, author, "Awaiting opinions", "waiting")}, author)
        _draft(network, reviewer, "Unfinished thoughts", "secret")
        withdrawn = _draft(network, author, "Abandoned attempt", "gone")
        _do(network, "withdrawPractice", {"practice": withdrawn, "reason": "Merged"}, author)


def _text(language: str, title: str) -> dict[str, str]:
    return {"language": language, "title": title, "summary": f"Summary: {title}", "body": f"Body: {title}"}


def _document(name: str) -> str:
    answer = "adoption { id practice { id } }" if name == "adoptPractice" else "practice { id }"
    kind = f"{name[0].upper()}{name[1:]}Input"
    return f"mutation($input: {kind}!) {{ {name}(input: $input) {{ {answer} errors {{ code message }} }} }}"


def _do(network: Network, name: str, given: dict[str, Any], by: Made) -> Any:
    return network.ask(_document(name), {"input": given}, by.viewer)["data"][name]


def _draft(network: Network, by: Made, title: str, tag: str) -> str:
    given = {
        "participant": by.id,
        "text": _text("EN", title),
        "capacities": ["COORDINATION"],
        "systems": ["TREATY_BODIES"],
        "treatyBodies": ["CRC"],
        "sustainableDevelopmentGoals": [16],
        "objectives": [3],
        "tags": [tag],
        "startedOn": "2024-05-09",
    }
    return str(_do(network, "draftPractice", given, by)["practice"]["id"])
