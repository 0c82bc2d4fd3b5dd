"""A partnership of two members and GANHRI, from its proposal to its end date; a request that nobody else sees."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from starlette.testclient import TestClient

from core.identity import PUBLIC, Role, Viewer
from core.platform import Platform
from core.server.app import create_app
from tests.conftest import NewPlatform
from tests.factories import SECRETARIAT, make_member, make_observer
from tests.plugins.partnerships.conftest import Http
from tests.plugins.partnerships.steps import change, proposal

PROPOSE = """mutation($input: ProposePartnershipInput!) { proposePartnership(input: $input) {
  partnership { id status scope } errors { __typename code path } } }"""
SEEN = """query($id: ID!) { partnership(id: $id) { status scope participants { state { isoAlpha3 } }
  partners { acronym } totals { kind currency amount contributions } changes { status }
  activities { nodes { title on } } } }"""


def test_a_trilateral_partnership_from_proposal_to_its_end(
    platform: Platform, http: Http, new_platform: NewPlatform
) -> None:
    paraguay, morocco = make_member(platform, "PRY"), make_member(platform, "MAR")
    ganhri = http("{ partners(filter: {kind: GANHRI}) { nodes { id } } }")["partners"]["nodes"][0]["id"]
    ends = platform.now().date() + timedelta(days=30)
    draft = proposal([paraguay, morocco], [ganhri], objectives=[], endsOn=ends.isoformat())

    refused = http(PROPOSE, paraguay.viewer, input=draft)["proposePartnership"]
    assert refused == {
        "partnership": None,
        "errors": [{"__typename": "Refused", "code": "OBJECTIVE_REQUIRED", "path": ["objectives"]}],
    }
    assert http("{ partnerships { totalCount } journal { nodes { action } } }")["partnerships"]["totalCount"] == 0
    proposed = http(PROPOSE, paraguay.viewer, input={**draft, "objectives": [2, 4]})["proposePartnership"]
    partnership = proposed["partnership"]["id"]
    assert proposed["partnership"] == {"id": partnership, "status": "PROPOSED", "scope": "MULTILATERAL"}

    answer = "partnership { status }"
    early = change(http, "recordActivity", paraguay.viewer, "activity { id }", partnership=partnership,
                   language="EN", title="Too early", on="2026-01-01")  # fmt: skip
    assert early["errors"][0]["code"] == "WRONG_STATUS"
    own = change(http, "activatePartnership", paraguay.viewer, answer, partnership=partnership)
    assert own["errors"][0]["code"] == "NOT_ALLOWED"
    active = change(http, "activatePartnership", SECRETARIAT, answer, partnership=partnership)
    assert active["partnership"] == {"status": "ACTIVE"}

    partner = Viewer(Role.PARTNER, partner=2, name="GANHRI, fictitious token")
    gifts = [
        (paraguay.viewer, "FUNDING", "1000.10", "EUR"),
        (partner, "FUNDING", "0.20", "EUR"),
        (morocco.viewer, "FUNDING", "250000", "JPY"),
        (partner, "EXPERTISE", None, None),
    ]
    for viewer, kind, amount, currency in gifts:
        given = change(http, "recordContribution", viewer, answer, partnership=partnership, kind=kind,
                       by="Somebody fictitious", description="A gift", amount=amount, currency=currency)  # fmt: skip
        assert given["errors"] == []
    activity = change(http, "recordActivity", partner, "activity { id partnership { id } }", partnership=partnership,
                      language="FR", title="Atelier fictif", on=platform.now().date().isoformat())["activity"]  # fmt: skip
    assert activity["partnership"] == {"id": partnership}

    seen = http(SEEN, id=partnership)["partnership"]
    assert seen["totals"] == [
        {"kind": "FUNDING", "currency": "EUR", "amount": "1000.30", "contributions": 2},
        {"kind": "FUNDING", "currency": "JPY", "amount": "250000", "contributions": 1},
    ]
    resources = http("{ network { resources { kind currency amount partnerships } } }")["network"]["resources"]
    assert resources[0] == {"kind": "FUNDING", "currency": "EUR", "amount": "1000.30", "partnerships": 1}
    everywhere = http("""{ participant(isoAlpha3: "MAR") { partnerships { totalCount } activities { nodes { id } } }
      partner(id: "Partner:2") { partnerships { totalCount } activities { nodes { id } } }
      network { objectives { number partnerships { totalCount } } }
      partnerships(filter: {status: ACTIVE, scope: MULTILATERAL, partner: "Partner:2", partnerKind: GANHRI,
        objective: 4}) { totalCount } }""")  # fmt: skip
    assert everywhere["participant"] == {
        "partnerships": {"totalCount": 1},
        "activities": {"nodes": [{"id": activity["id"]}]},
    }
    assert everywhere["partner"] == everywhere["participant"]
    counted = {one["number"]: one["partnerships"]["totalCount"] for one in everywhere["network"]["objectives"]}
    assert counted == {1: 0, 2: 1, 3: 0, 4: 1, 5: 0, 6: 0}
    assert everywhere["partnerships"]["totalCount"] == 1

    other = change(http, "leavePartnership", paraguay.viewer, answer, partnership=partnership, party=morocco.id)
    assert other["errors"][0]["code"] == "NOT_ALLOWED"
    left = change(http, "leavePartnership", morocco.viewer, "partnership { scope participants { id } parties { until } }",
                  partnership=partnership, party=morocco.id)["partnership"]  # fmt: skip
    assert left["scope"] == "BILATERAL"
    assert left["participants"] == [{"id": paraguay.id}]
    assert len([party for party in left["parties"] if party["until"]]) == 1
    last = change(http, "leavePartnership", paraguay.viewer, answer, partnership=partnership, party=paraguay.id)
    assert last["errors"][0]["code"] == "TOO_FEW_PARTIES"
    assert http('{ participant(isoAlpha3: "MAR") { partnerships { totalCount } } }')["participant"]["partnerships"] == {
        "totalCount": 0
    }

    counts = "{ active: partnerships(filter: {status: ACTIVE}) { totalCount } over: partnerships(filter: {status: CONCLUDED}) { totalCount } }"
    assert http(counts) == {"active": {"totalCount": 1}, "over": {"totalCount": 0}}
    tomorrow = platform.now() + timedelta(days=31)
    platform.now = lambda: tomorrow  # type: ignore[method-assign]
    assert http(SEEN, id=partnership)["partnership"]["status"] == "CONCLUDED"
    assert http(counts) == {"active": {"totalCount": 0}, "over": {"totalCount": 1}}

    restarted = new_platform(platform.settings.database_url)
    restarted.now = lambda: tomorrow  # type: ignore[method-assign]
    with TestClient(create_app(restarted.settings, restarted)) as client:
        found = _until_concluded(client)
    assert found["over"] == {"totalCount": 1}
    ending = [entry for entry in found["journal"]["nodes"] if entry["action"] == "partnership.concluded"]
    assert [entry["subject"] for entry in ending] == [partnership]
    changes = [one["status"] for one in http(SEEN, id=partnership)["partnership"]["changes"]]
    assert changes == ["PROPOSED", "ACTIVE", "CONCLUDED"]


def _until_concluded(client: TestClient) -> Any:
    """What a server that was just started tells, once it has recorded the end."""
    import time

    query = "{ over: partnerships(filter: {status: CONCLUDED}) { totalCount } journal(last: 5) { nodes { action subject } } }"
    for _ in range(100):
        found = client.post("/graphql", json={"query": query}).json()["data"]
        if any(entry["action"] == "partnership.concluded" for entry in found["journal"]["nodes"]):
            return found
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
    ganhri = Viewer(Role.PARTNER, partner=2, name="GANHRI, fictitious token")
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

    for viewer in (PUBLIC, paraguay.viewer, morocco.viewer, ganhri):
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
