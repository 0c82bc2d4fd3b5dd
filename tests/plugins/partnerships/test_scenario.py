"""A partnership of two members and GANHRI, from its proposal to its end date; a support request and those who see it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from core.identity import PUBLIC, Role, Viewer
from core.platform import Platform
from core.server.app import create_app
from tests.conftest import NewPlatform
from tests.factories import SECRETARIAT, Made, make_member, make_observer
from tests.plugins.partnerships.conftest import Http
from tests.plugins.partnerships.steps import change, proposal

GANHRI = Viewer(Role.PARTNER, partner=2, name="GANHRI, fictitious token")
PROPOSE = """mutation($input: ProposePartnershipInput!) { proposePartnership(input: $input) {
  partnership { id status scope } errors { __typename code path } } }"""
STATUS = "query($id: ID!) { partnership(id: $id) { status changes { status } } }"
BY_STATUS = """{ active: partnerships(filter: {status: ACTIVE}) { totalCount }
  concluded: partnerships(filter: {status: CONCLUDED}) { totalCount } }"""
WHERE_FOUND = """{ participant(isoAlpha3: "MAR") { partnerships { totalCount } activities { nodes { id } } }
  partner(id: "Partner:2") { partnerships { totalCount } activities { nodes { id } } }
  network { objectives { number partnerships { totalCount } } }
  partnerships(filter: {status: ACTIVE, scope: MULTILATERAL, partner: "Partner:2", partnerKind: GANHRI, objective: 4}) {
    totalCount } }"""


@dataclass(frozen=True)
class Trilateral:
    """An active partnership of Paraguay and Morocco with GANHRI, which ends in thirty days."""

    paraguay: Made
    morocco: Made
    id: str
    http: Http

    def change(self, name: str, viewer: Viewer, wanted: str, /, **fields: Any) -> Any:
        return change(self.http, name, viewer, wanted, partnership=self.id, **fields)

    def give(self, viewer: Viewer, kind: str, amount: str | None, currency: str | None) -> None:
        given = {"kind": kind, "by": "A fictitious giver", "description": "A gift"}
        payload = self.change(
            "recordContribution", viewer, "partnership { id }", **given, amount=amount, currency=currency
        )
        assert payload["errors"] == []


@pytest.fixture
def trilateral(platform: Platform, http: Http) -> Trilateral:
    paraguay, morocco = make_member(platform, "PRY"), make_member(platform, "MAR")
    ends = platform.now().date() + timedelta(days=30)
    draft = proposal([paraguay, morocco], ["Partner:2"], endsOn=ends.isoformat())
    proposed = http(PROPOSE, paraguay.viewer, input=draft)["proposePartnership"]
    made = Trilateral(paraguay, morocco, proposed["partnership"]["id"], http)
    assert proposed["partnership"] == {"id": made.id, "status": "PROPOSED", "scope": "MULTILATERAL"}
    active = made.change("activatePartnership", SECRETARIAT, "partnership { status }")
    assert active["partnership"] == {"status": "ACTIVE"}
    return made


def test_a_proposal_without_an_objective_is_refused_and_nothing_is_written(platform: Platform, http: Http) -> None:
    paraguay = make_member(platform, "PRY")
    draft = proposal([paraguay], ["Partner:2"], objectives=[])
    assert http(PROPOSE, paraguay.viewer, input=draft)["proposePartnership"] == {
        "partnership": None,
        "errors": [{"__typename": "Refused", "code": "OBJECTIVE_REQUIRED", "path": ["objectives"]}],
    }
    assert http("{ partnerships { totalCount } }")["partnerships"]["totalCount"] == 0


def test_before_it_is_activated_a_partnership_has_no_activities_and_its_participants_do_not_activate_it(
    platform: Platform, http: Http
) -> None:
    paraguay = make_member(platform, "PRY")
    proposed = http(PROPOSE, paraguay.viewer, input=proposal([paraguay], ["Partner:2"]))["proposePartnership"]
    of = {"partnership": proposed["partnership"]["id"]}
    activity = {"language": "EN", "title": "Too early", "on": "2026-01-01"}
    early = change(http, "recordActivity", paraguay.viewer, "activity { id }", **of, **activity)
    assert early["errors"][0]["code"] == "WRONG_STATUS"
    own = change(http, "activatePartnership", paraguay.viewer, "partnership { id }", **of)
    assert own["errors"][0]["code"] == "NOT_ALLOWED"


def test_contributions_of_all_parties_are_added_by_kind_and_currency(trilateral: Trilateral) -> None:
    trilateral.give(trilateral.paraguay.viewer, "FUNDING", "1000.10", "EUR")
    trilateral.give(GANHRI, "FUNDING", "0.20", "EUR")
    trilateral.give(trilateral.morocco.viewer, "FUNDING", "250000", "JPY")
    trilateral.give(GANHRI, "EXPERTISE", None, None)
    totals = "query($id: ID!) { partnership(id: $id) { totals { kind currency amount contributions } } }"
    assert trilateral.http(totals, id=trilateral.id)["partnership"]["totals"] == [
        {"kind": "FUNDING", "currency": "EUR", "amount": "1000.30", "contributions": 2},
        {"kind": "FUNDING", "currency": "JPY", "amount": "250000", "contributions": 1},
    ]
    resources = trilateral.http("{ network { resources { kind currency amount partnerships } } }")["network"]
    assert resources["resources"][0] == {"kind": "FUNDING", "currency": "EUR", "amount": "1000.30", "partnerships": 1}


def test_a_partnership_and_its_activity_are_found_by_its_parties_and_objectives(
    platform: Platform, trilateral: Trilateral
) -> None:
    held = {"language": "FR", "title": "Atelier fictif", "on": platform.now().date().isoformat()}
    activity = trilateral.change("recordActivity", GANHRI, "activity { id partnership { id } }", **held)["activity"]
    assert activity["partnership"] == {"id": trilateral.id}
    found = trilateral.http(WHERE_FOUND)
    assert found["participant"] == {
        "partnerships": {"totalCount": 1},
        "activities": {"nodes": [{"id": activity["id"]}]},
    }
    assert found["partner"] == found["participant"]
    counted = {one["number"]: one["partnerships"]["totalCount"] for one in found["network"]["objectives"]}
    assert counted == {1: 0, 2: 1, 3: 0, 4: 1, 5: 0, 6: 0}
    assert found["partnerships"]["totalCount"] == 1


def test_a_participant_leaves_for_itself_until_too_few_parties_would_be_left(trilateral: Trilateral) -> None:
    paraguay, morocco = trilateral.paraguay, trilateral.morocco
    other = trilateral.change("leavePartnership", paraguay.viewer, "partnership { id }", party=morocco.id)
    assert other["errors"][0]["code"] == "NOT_ALLOWED"
    wanted = "partnership { scope participants { id } parties { until } }"
    left = trilateral.change("leavePartnership", morocco.viewer, wanted, party=morocco.id)["partnership"]
    assert (left["scope"], left["participants"]) == ("BILATERAL", [{"id": paraguay.id}])
    assert len([party for party in left["parties"] if party["until"]]) == 1
    last = trilateral.change("leavePartnership", paraguay.viewer, "partnership { id }", party=paraguay.id)
    assert last["errors"][0]["code"] == "TOO_FEW_PARTIES"
    found = trilateral.http('{ participant(isoAlpha3: "MAR") { partnerships { totalCount } } }')
    assert found["participant"]["partnerships"] == {"totalCount": 0}


def test_a_partnership_concludes_on_its_end_date_and_the_next_server_journals_it(
    platform: Platform, trilateral: Trilateral, new_platform: NewPlatform
) -> None:
    assert trilateral.http(BY_STATUS) == {"active": {"totalCount": 1}, "concluded": {"totalCount": 0}}
    after = platform.now() + timedelta(days=31)
    platform.now = lambda: after  # type: ignore[method-assign]
    assert trilateral.http(STATUS, id=trilateral.id)["partnership"]["status"] == "CONCLUDED"
    assert trilateral.http(BY_STATUS) == {"active": {"totalCount": 0}, "concluded": {"totalCount": 1}}

    restarted = new_platform(platform.settings.database_url)
    restarted.now = lambda: after  # type: ignore[method-assign]
    with TestClient(create_app(restarted.settings, restarted)) as client:
        assert _journaled_ends(client) == [trilateral.id]
    changes = [one["status"] for one in trilateral.http(STATUS, id=trilateral.id)["partnership"]["changes"]]
    assert changes == ["PROPOSED", "ACTIVE", "CONCLUDED"]


def _journaled_ends(client: TestClient) -> list[str]:
    """The partnerships whose end a server that was just started has journaled; waits for the first."""
    query = "{ journal(last: 5) { nodes { action subject } } }"
    for _ in range(100):
        entries = client.post("/graphql", json={"query": query}).json()["data"]["journal"]["nodes"]
        if ends := [entry["subject"] for entry in entries if entry["action"] == "partnership.concluded"]:
            return ends
        time.sleep(0.05)
    raise AssertionError("the end was not journaled")


def test_a_support_request_is_seen_by_its_participant_ohchr_and_administrators_alone(
    platform: Platform, http: Http
) -> None:
    paraguay, morocco, kenya = (
        make_member(platform, "PRY"),
        make_member(platform, "MAR"),
        make_observer(platform, "KEN"),
    )
    ohchr = Viewer(Role.PARTNER, partner=1, name="OHCHR, fictitious token")
    asked = change(http, "requestSupport", kenya.viewer, "supportRequest { id status }", participant=kenya.id,
                   kind="ADVICE", subject="Secret subject", details="Secret details")["supportRequest"]  # fmt: skip
    request = asked["id"]
    assert asked["status"] == "OPEN"
    ways = """query($id: ID!, $ids: [ID!]!) { node(id: $id) { ... on SupportRequest { subject } }
      nodes(ids: $ids) { ... on SupportRequest { subject } } supportRequests { totalCount nodes { subject } }
      journal { nodes { action subject payload } } network { support { open answered } } }"""

    def seen(viewer: Viewer) -> Mapping[str, Any]:
        found: dict[str, Any] = http(ways, viewer, id=request, ids=[request])
        return found

    for viewer in (PUBLIC, paraguay.viewer, morocco.viewer, GANHRI):
        found = seen(viewer)
        assert found["node"] is None
        assert found["nodes"] == [None]
        assert found["supportRequests"] == {"totalCount": 0, "nodes": []}
        assert request not in str(found["journal"])
        assert "Secret" not in str(found)
        assert found["network"]["support"] == {"open": 1, "answered": 0}
        answered = change(http, "answerSupportRequest", viewer, "supportRequest { id }", supportRequest=request,
                          status="DECLINED", answer="No")  # fmt: skip
        assert answered["errors"][0]["code"] == "NOT_ALLOWED"
    for viewer in (kenya.viewer, ohchr, SECRETARIAT):
        found = seen(viewer)
        assert found["supportRequests"] == {"totalCount": 1, "nodes": [{"subject": "Secret subject"}]}
        assert found["node"] == {"subject": "Secret subject"}

    answer = "supportRequest { status answer closedAt }"
    left_open = change(
        http, "answerSupportRequest", ohchr, answer, supportRequest=request, status="OPEN", answer="Soon"
    )
    assert [(error["code"], error["path"]) for error in left_open["errors"]] == [("INVALID", ["status"])]
    begun = change(
        http, "answerSupportRequest", ohchr, answer, supportRequest=request, status="ACCEPTED", answer="Soon"
    )
    assert begun["supportRequest"] == {"status": "ACCEPTED", "answer": "Soon", "closedAt": None}
    done = change(http, "answerSupportRequest", ohchr, answer, supportRequest=request, status="ANSWERED", answer="Yes")
    assert done["supportRequest"]["closedAt"] is not None
    again = change(
        http, "answerSupportRequest", SECRETARIAT, answer, supportRequest=request, status="DECLINED", answer="No"
    )
    assert again["errors"][0]["code"] == "REQUEST_CLOSED"
    assert seen(PUBLIC)["network"]["support"] == {"open": 0, "answered": 1}
    assert seen(kenya.viewer)["supportRequests"]["totalCount"] == 1
