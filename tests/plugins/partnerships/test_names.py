"""Partners are found and distinguished by their names, however these are written, also in records of an earlier version."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from core.migrations.upgrading import migrate
from core.platform import Platform
from plugins.partnerships.tables import partners
from tests.conftest import Ask
from tests.factories import SECRETARIAT

REGISTER = """mutation($input: RegisterPartnerInput!) { registerPartner(input: $input) {
  partner { id } errors { code } } }"""
FOUND = """query($text: String) { partners(filter: {nameContains: $text, kind: ACADEMIA}) { nodes { id } } }"""
TYPED = {
    "Institut-fictif 2030": ("institut fictif", "Institut\u2011Fictif", "fic\u00adtif ٢٠٣٠", "-fictif"),
    "المستشفى ٢٠٤٠": ("المستشفي", "2040", "۲۰۴۰", "\u200fمستشفى"),
}


def register(ask: Ask, name: str) -> dict[str, Any]:
    described = {"language": "FR", "kind": "ACADEMIA", "name": name}
    made: dict[str, Any] = ask(REGISTER, {"input": described}, SECRETARIAT)["data"]["registerPartner"]
    return made


def test_a_partner_is_found_with_any_hyphen_digits_and_endings(platform: Platform, ask: Ask) -> None:
    made = {name: register(ask, name)["partner"]["id"] for name in TYPED}
    assert register(ask, "Institut fictif ٢٠٣٠")["errors"] == [{"code": "CONFLICT"}]
    for _ in range(2):
        for name, typed in TYPED.items():
            for text in typed:
                found = ask(FOUND, {"text": text})["data"]["partners"]["nodes"]
                assert [node["id"] for node in found] == [made[name]], text
        with platform.database.transaction() as session:
            for name, partner in made.items():
                before = {"sort_name": name.lower(), "search_names": name.lower()}
                key = int(partner.partition(":")[2])
                session.execute(update(partners).where(partners.c.id == key).values(**before))
        migrate(platform.database, platform.plugins)
