"""(Partnerships) Who may write about a partnership: its participants, its partners by their tokens, and nobody else."""

from __future__ import annotations

from core.identity import Role, Viewer
from tests.factories import SECRETARIAT
from tests.plugins.partnerships.world import World, proposal, refused


def test_an_observer_acts_for_nobody_but_itself(world: World) -> None:
    observer = world.kenya.viewer
    contribution = {"kind": "VENUE", "by": "X", "description": "Y"}
    activity = {"language": "EN", "title": "X", "on": "2026-01-01"}
    asked = {"kind": "ADVICE", "subject": "X", "details": "Y", "participant": world.paraguay.id}
    for name, fields in (
        ("proposePartnership", proposal(world)),
        ("recordContribution", {"partnership": world.partnership, **contribution}),
        ("recordActivity", {"partnership": world.partnership, **activity}),
        ("suspendPartnership", {"partnership": world.partnership, "reason": "X"}),
        ("concludePartnership", {"partnership": world.partnership, "on": "2026-01-01"}),
        ("activatePartnership", {"partnership": world.partnership}),
        ("joinPartnership", {"partnership": world.partnership, "party": world.kenya.id}),
        ("leavePartnership", {"partnership": world.partnership, "party": world.paraguay.id}),
        ("requestSupport", asked),
        ("registerPartner", {"language": "EN", "name": "X", "kind": "ACADEMIA"}),
    ):
        assert refused(world, name, observer, **fields)["code"] == "NOT_ALLOWED", name


def test_a_partners_token_records_in_its_own_partnerships_and_steers_none(world: World) -> None:
    ohchr, other = (Viewer(Role.PARTNER, partner=key, name="Fictitious") for key in (1, 2))
    on = {"partnership": world.partnership}
    gift = {**on, "kind": "EXPERTISE", "by": "X", "description": "Y"}
    assert refused(world, "recordContribution", other, **gift)["code"] == "NOT_ALLOWED"
    assert refused(world, "proposePartnership", other, **proposal(world))["code"] == "NOT_ALLOWED"
    for name, fields in (
        ("suspendPartnership", {**on, "reason": "X"}),
        ("activatePartnership", on),
        ("declinePartnership", {**on, "reason": "X"}),
        ("leavePartnership", {**on, "party": world.paraguay.id}),
        ("joinPartnership", {**on, "party": "Partner:2"}),
        ("registerPartner", {"language": "EN", "name": "X", "kind": "ACADEMIA"}),
    ):
        assert refused(world, name, ohchr, **fields)["code"] == "NOT_ALLOWED", name
    assert world.change("recordContribution", ohchr, "partnership { contributions { by } }", **gift)["partnership"] == {
        "contributions": [{"by": "X"}]
    }
    proposed = world.change("proposePartnership", ohchr, "partnership { status }", **proposal(world))
    assert proposed["partnership"] == {"status": "PROPOSED"}


def test_a_partner_declines_what_is_proposed_with_it(world: World) -> None:
    """(S3) Regardless of who proposed it, but not once it is active."""
    ohchr, other = (Viewer(Role.PARTNER, partner=key, name="Fictitious") for key in (1, 2))
    proposed = world.change("proposePartnership", world.paraguay.viewer, "partnership { id }", **proposal(world))
    on = {"partnership": proposed["partnership"]["id"], "reason": "No room."}
    assert refused(world, "declinePartnership", other, **on)["code"] == "NOT_ALLOWED"
    declined = world.change("declinePartnership", ohchr, "partnership { status }", **on)
    assert declined["partnership"] == {"status": "DECLINED"}
    assert refused(world, "declinePartnership", ohchr, **on)["code"] == "NOT_ALLOWED"
    ahead = {**proposal(world), "startsOn": "2999-01-01"}
    proposed = world.change("proposePartnership", ohchr, "partnership { id }", **ahead)["partnership"]["id"]
    world.change("activatePartnership", SECRETARIAT, "partnership { id }", partnership=proposed)
    assert refused(world, "declinePartnership", ohchr, partnership=proposed, reason="X")["code"] == "NOT_ALLOWED"


def test_a_partner_leaves_for_itself(world: World) -> None:
    """(S2) It leaves with its own token, and not with that of another partner."""
    ohchr, ganhri = (Viewer(Role.PARTNER, partner=key, name="Fictitious") for key in (1, 2))
    on, parties = {"partnership": world.partnership}, "partnership { scope }"
    assert refused(world, "leavePartnership", ohchr, **on, party="Partner:1")["code"] == "TOO_FEW_PARTIES"
    world.change("joinPartnership", world.paraguay.viewer, parties, **on, party="Partner:2")
    assert refused(world, "leavePartnership", ohchr, **on, party="Partner:2")["code"] == "NOT_ALLOWED"
    left = world.change("leavePartnership", ganhri, parties, **on, party="Partner:2")
    assert left["partnership"] == {"scope": "BILATERAL"}
    assert refused(world, "leavePartnership", ganhri, **on, party="Partner:2")["code"] == "NOT_FOUND"


def test_a_partner_that_cannot_leave_concludes_the_partnership(world: World) -> None:
    """(S3) A partner concludes its own partnerships only."""
    ohchr, ganhri = (Viewer(Role.PARTNER, partner=key, name="Fictitious") for key in (1, 2))
    on, today = {"partnership": world.partnership}, world.platform.now().date().isoformat()
    error = refused(world, "leavePartnership", ohchr, **on, party="Partner:1")
    assert (error["code"], "Conclude it instead" in error["message"]) == ("TOO_FEW_PARTIES", True)
    assert refused(world, "concludePartnership", ganhri, **on, on=today)["code"] == "NOT_ALLOWED"
    done = world.change("concludePartnership", ohchr, "partnership { status endsOn }", **on, on=today)
    assert done["partnership"] == {"status": "CONCLUDED", "endsOn": today}
