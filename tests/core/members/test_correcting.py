"""(Membership) The standing and the day of an accession are corrected after it was acknowledged: M3."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import update

from core.identity import PUBLIC, Viewer
from core.members.enums import MechanismType, Standing
from core.members.rules import accessions, focal_points, mechanisms, taking_part
from core.members.tables import standings
from core.platform import Platform
from tests.conftest import Ask
from tests.core.members.test_figures import check
from tests.factories import SECRETARIAT, make_member, make_observer, writing

CORRECT = """mutation($id: ID!, $standing: Standing, $on: Date, $acknowledged: Date, $founding: Boolean,
  $reason: String = "A slip.") {
  correctAccession(input: {
    participant: $id, standing: $standing, communicatedOn: $on, acknowledgedOn: $acknowledged, founding: $founding,
    reason: $reason}) {
    participant { standing joinedOn changes { standing on } focalPoint { since } } errors { code path message } } }"""
LAST = "{ journal(last: 1) { nodes { action subject payload } } }"
ACCESSIONS = "{ accessions { nodes { id standing communicatedOn acknowledgedOn } } }"
DESIGNATIONS = '{ participant(isoAlpha3: "FRA") { focalPoints { name since until } } }'
JOINED, LATER = "2024-06-03", "2024-07-01"


def correct(ask: Ask, participant: str, viewer: Viewer = SECRETARIAT, **given: Any) -> Any:
    return ask(CORRECT, {"id": participant, **given}, viewer)["data"]["correctAccession"]


def accede(platform: Platform, standing: Standing) -> str:
    """France, acknowledged in July; returns the participant."""
    with writing(platform) as write:
        accession = accessions.communicate_accession(write, "FRA", standing, True, date(2024, 6, 3))
        return f"Participant:{accessions.acknowledge_accession(write, accession, date(2024, 7, 1))}"


def register(platform: Platform, participant: str, now: datetime | None = None) -> None:
    with writing(platform, now=now) as write:
        described = mechanisms.MechanismDescription("en", "Fictitious", MechanismType.AD_HOC)
        mechanisms.register_mechanism(write, int(participant.partition(":")[2]), described)


def designate(platform: Platform, participant: str) -> list[int]:
    """Three people, one after the other, all before its accession was acknowledged."""
    keys, days = [], {"First": date(2024, 6, 3), "Second": date(2024, 6, 20), "Third": date(2024, 6, 28)}
    for name, since in days.items():
        with writing(platform) as write:
            key, address = int(participant.partition(":")[2]), f"{name}@test.example"
            keys.append(focal_points.designate_focal_point(write, key, name, None, address, since))
    return keys


def designations(ask: Ask) -> list[tuple[str, str, str | None]]:
    """Those of France, each with the name and its days."""
    told = ask(DESIGNATIONS, viewer=SECRETARIAT)["data"]["participant"]["focalPoints"]
    return [(one["name"], one["since"], one["until"]) for one in told]


def test_a_state_recorded_as_a_member_by_mistake_never_was_one(platform: Platform, ask: Ask) -> None:
    france = accede(platform, Standing.MEMBER)
    payload = correct(ask, france, standing="OBSERVER")
    assert payload["errors"] == []
    assert payload["participant"]["changes"] == [{"standing": "OBSERVER", "on": JOINED}]
    assert ask("{ members { totalCount } observers { totalCount } }")["data"] == {
        "members": {"totalCount": 0}, "observers": {"totalCount": 1},
    }  # fmt: skip
    check(platform)
    (accession,) = ask(ACCESSIONS)["data"]["accessions"]["nodes"]
    assert (accession["standing"], accession["communicatedOn"]) == ("OBSERVER", JOINED)
    entry = ask(LAST)["data"]["journal"]["nodes"][0]
    assert (entry["action"], entry["subject"]) == ("accession.corrected", accession["id"])
    assert json.loads(entry["payload"]) == {
        "participant": france, "reason": "A slip.",
        "from": {"standing": "MEMBER", "communicatedOn": JOINED, "acknowledgedOn": LATER, "founding": False},
        "to": {"standing": "OBSERVER", "communicatedOn": JOINED, "acknowledgedOn": LATER, "founding": False},
    }  # fmt: skip


def test_a_wrong_founder_is_none_any_longer(platform: Platform, ask: Ask) -> None:
    """It is public: whether a state was in Asunción, or adhered later."""
    with writing(platform) as write:
        france = taking_part.find_state(write.session, "FRA")
        key = taking_part.add_participant(write, france, Standing.OBSERVER, date(2024, 6, 3), founding=True)
    founders = '{ participant(isoAlpha3: "FRA") { founding joinedOn } }'
    for founding in (False, True):
        assert correct(ask, f"Participant:{key}", founding=founding)["errors"] == []
        assert ask(founders)["data"]["participant"] == {"founding": founding, "joinedOn": JOINED}
        entry = json.loads(ask(LAST)["data"]["journal"]["nodes"][0]["payload"])
        assert (entry["from"]["founding"], entry["to"]["founding"]) == (not founding, founding)
    assert correct(ask, f"Participant:{key}", founding=True)["errors"][0]["code"] == "CONFLICT"


def test_a_state_that_acceded_with_a_mechanism_was_a_member_from_the_first_day_on(platform: Platform, ask: Ask) -> None:
    france = accede(platform, Standing.OBSERVER)
    refused = correct(ask, france, standing="MEMBER")["errors"]
    assert [(one["code"], one["path"]) for one in refused] == [("CONFLICT", ["standing"])]
    register(platform, france)
    changes = correct(ask, france, standing="MEMBER")["participant"]["changes"]
    assert changes == [{"standing": "MEMBER", "on": JOINED}]
    check(platform)
    refused = correct(ask, france, standing="OBSERVER")["errors"]
    assert "withdrawMechanism first" in refused[0]["message"]
    with writing(platform) as write:
        mechanisms.withdraw_mechanism(write, int(france.partition(":")[2]), "It is another's.")
    changes = correct(ask, france, standing="OBSERVER")["participant"]["changes"]
    assert changes == [{"standing": "OBSERVER", "on": JOINED}]
    check(platform)


def test_a_wrong_day_is_corrected_with_the_days_of_designations(platform: Platform, ask: Ask) -> None:
    france = accede(platform, Standing.OBSERVER)
    with writing(platform) as write:
        key = int(france.partition(":")[2])
        focal_points.designate_focal_point(write, key, "Somebody", None, "s@test.example", date(2024, 6, 3))
    for on, since in (("2024-06-20", "2024-06-20"), ("2024-05-20", JOINED)):
        payload = correct(ask, france, on=on)
        assert payload["errors"] == []
        assert payload["participant"] == {
            "standing": "OBSERVER", "joinedOn": on, "changes": [{"standing": "OBSERVER", "on": on}],
            "focalPoint": {"since": since},
        }  # fmt: skip
        assert ask(ACCESSIONS)["data"]["accessions"]["nodes"][0]["communicatedOn"] == on
        check(platform)
    assert correct(ask, france, on="2024-05-20")["errors"][0]["code"] == "CONFLICT"


def test_a_later_first_day_loses_no_history_of_designations(platform: Platform, ask: Ask) -> None:
    """Nobody spoke for a state before it took part; who did is as it was once that day is corrected back."""
    france = accede(platform, Standing.OBSERVER)
    designate(platform, france)
    before = ask(DESIGNATIONS, viewer=SECRETARIAT)
    assert correct(ask, france, on="2024-07-01")["errors"] == []
    assert designations(ask) == [
        ("First", "2024-07-01", "2024-07-01"), ("Second", "2024-07-01", "2024-07-01"), ("Third", "2024-07-01", None),
    ]  # fmt: skip
    assert correct(ask, france, on="2024-06-24")["errors"] == []
    assert designations(ask) == [
        ("First", "2024-06-24", "2024-06-24"), ("Second", "2024-06-24", "2024-06-28"), ("Third", "2024-06-28", None),
    ]  # fmt: skip
    assert correct(ask, france, on=JOINED)["errors"] == []
    assert ask(DESIGNATIONS, viewer=SECRETARIAT) == before


def test_erasing_after_a_corrected_first_day_leaves_the_other_people(platform: Platform, ask: Ask) -> None:
    france = accede(platform, Standing.OBSERVER)
    first, *_ = designate(platform, france)
    assert correct(ask, france, on="2024-07-01")["errors"] == []
    with writing(platform) as write:
        focal_points.erase_focal_point(write, first, None)
    assert [name for name, _, _ in designations(ask)] == ["Erased", "Second", "Third"]


def test_the_day_of_the_acknowledgement_is_corrected_alone_or_with_that_of_the_communication(
    platform: Platform, ask: Ask
) -> None:
    france = accede(platform, Standing.OBSERVER)
    for given in ({"acknowledged": "2024-08-01"}, {"on": "2024-08-02", "acknowledged": "2024-08-03"}):
        payload = correct(ask, france, **given)
        assert payload["errors"] == []
        (accession,) = ask(ACCESSIONS)["data"]["accessions"]["nodes"]
        assert accession["acknowledgedOn"] == given["acknowledged"]
        assert accession["communicatedOn"] == payload["participant"]["joinedOn"] == given.get("on", JOINED)
    entry = json.loads(ask(LAST)["data"]["journal"]["nodes"][0]["payload"])
    assert (entry["from"]["acknowledgedOn"], entry["to"]["acknowledgedOn"]) == ("2024-08-01", "2024-08-03")


def test_an_imported_participant_was_not_acknowledged_here(platform: Platform, ask: Ask) -> None:
    (error,) = correct(ask, make_observer(platform, "KEN").id, acknowledged=LATER)["errors"]
    assert (error["code"], error["path"]) == ("NOT_FOUND", ["acknowledgedOn"])


def test_an_imported_participant_is_corrected_too(platform: Platform, ask: Ask) -> None:
    kenya = make_observer(platform, "KEN")
    assert correct(ask, kenya.id, on=LATER)["participant"]["joinedOn"] == LATER
    assert ask(LAST)["data"]["journal"]["nodes"][0]["subject"] == kenya.id
    check(platform)


@pytest.mark.parametrize(
    ("given", "viewer", "code", "path"),
    [
        ({"on": "2024-07-02"}, SECRETARIAT, "INVALID", ["communicatedOn"]),
        ({"on": "2024-05-08"}, SECRETARIAT, "INVALID", ["communicatedOn"]),
        ({"on": "2999-01-01"}, SECRETARIAT, "INVALID", ["communicatedOn"]),
        ({"acknowledged": "2024-06-02"}, SECRETARIAT, "INVALID", ["acknowledgedOn"]),
        ({"acknowledged": "2999-01-01"}, SECRETARIAT, "INVALID", ["acknowledgedOn"]),
        ({"on": LATER, "acknowledged": "2024-06-30"}, SECRETARIAT, "INVALID", ["acknowledgedOn"]),
        ({"acknowledged": LATER}, SECRETARIAT, "CONFLICT", ["participant"]),
        ({"on": LATER, "reason": " "}, SECRETARIAT, "INVALID", ["reason"]),
        ({}, SECRETARIAT, "CONFLICT", ["participant"]),
        ({"standing": "OBSERVER", "on": JOINED}, SECRETARIAT, "CONFLICT", ["participant"]),
        ({"participant": "Participant:1", "on": LATER}, SECRETARIAT, "NOT_FOUND", ["participant"]),
        ({"on": LATER}, PUBLIC, "NOT_ALLOWED", None),
    ],
)
def test_impossible_corrections_are_refused(
    platform: Platform, ask: Ask, given: dict[str, Any], viewer: Viewer, code: str, path: Any
) -> None:
    france = accede(platform, Standing.OBSERVER)
    before = ask(ACCESSIONS)
    payload = correct(ask, **{"participant": france, **given}, viewer=viewer)
    assert payload["participant"] is None
    assert [(one["code"], one["path"]) for one in payload["errors"]] == [(code, path)]
    assert ask(ACCESSIONS) == before


def test_a_mistaken_mechanism_is_withdrawn_from_a_member_whose_accession_was_corrected_to_a_later_day(
    platform: Platform, ask: Ask
) -> None:
    france = accede(platform, Standing.MEMBER)
    register(platform, france, datetime(2024, 6, 20, 12, tzinfo=UTC))
    assert correct(ask, france, on="2024-06-24")["errors"] == []
    with writing(platform) as write:
        mechanisms.withdraw_mechanism(write, int(france.partition(":")[2]), "It is another's.")
    corrected = correct(ask, france, on=JOINED)["participant"]
    assert (corrected["standing"], len(corrected["changes"])) == ("MEMBER", 1)


def test_it_acceded_before_its_standing_changed(platform: Platform, ask: Ask) -> None:
    kenya = make_member(platform, "KEN")
    with writing(platform) as write:
        mechanisms.withdraw_mechanism(write, kenya.key, "Abolished.", date(2025, 1, 1))
        changed = write.today
    ahead = platform.now().date()
    assert changed == ahead
    assert correct(ask, kenya.id, on=ahead.isoformat())["errors"] == []
    check(platform)


def test_a_corrected_first_day_on_which_the_standing_changed_keeps_the_order(platform: Platform, ask: Ask) -> None:
    """Changes of one day are told in the order of their keys, whatever keys they were given."""
    france = accede(platform, Standing.OBSERVER)
    register(platform, france, datetime(2024, 7, 1, 12, tzinfo=UTC))
    with writing(platform) as write:
        first = standings.c.standing == Standing.OBSERVER.name
        write.session.execute(update(standings).where(first).values(id=2**53))
    was = [{"standing": "OBSERVER", "on": JOINED}, {"standing": "MEMBER", "on": LATER}]
    same_day = correct(ask, france, on=LATER)["participant"]["changes"]
    assert same_day == [{"standing": "OBSERVER", "on": LATER}, {"standing": "MEMBER", "on": LATER}]
    corrected = correct(ask, france, on=JOINED)["participant"]
    assert (corrected["standing"], corrected["changes"]) == ("MEMBER", was)
    check(platform)
