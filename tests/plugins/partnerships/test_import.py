"""National institutions are loaded from a list: all rows or none; again when their accreditation changes."""

from __future__ import annotations

import subprocess
from pathlib import Path

from sqlalchemy import select, update

from core.members import find_state
from core.migrations.upgrading import migrate
from core.platform import Platform
from plugins.partnerships.enums import PartnerKind
from plugins.partnerships.rules.correcting_partners import correct_partner
from plugins.partnerships.rules.partners import PartnerDescription, register_partner
from plugins.partnerships.tables import partners
from tests.commands import nmirf
from tests.conftest import Ask
from tests.factories import writing

HEADER = "state;name;accreditation;year;language\n"
SEEN = """{ partners(filter: {kind: NATIONAL_HUMAN_RIGHTS_INSTITUTION}) { nodes { name languages accreditation accreditedIn
  state { isoAlpha3 } memberOf { acronym } } } journal { nodes { action } } }"""


def _load(platform: Platform, file: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ("partnerships", "import", "institutions", str(file), *arguments)
    return nmirf(*command, NMIRF_DATABASE_URL=platform.settings.database_url, COLUMNS="200")


def test_institutions_are_loaded_all_or_none_and_updated(platform: Platform, ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "institutions.csv"
    file.write_text(
        HEADER + "PRY;Defensoría ficticia d’Asunción;b;2019;es\nMAR;Fictitious Council;none;;\n", encoding="utf-8"
    )
    assert _load(platform, file).stdout == "Rows: 2, all of them correct. Write them with --apply.\n"
    assert ask(SEEN)["data"]["partners"]["nodes"] == []
    assert _load(platform, file, "--apply").stdout == "National institutions written: 2.\n"
    file.write_text(HEADER + "PRY;DEFENSORIA  FICTICIA D'ASUNCION;A;2024;es\n", encoding="utf-8")
    assert _load(platform, file, "--apply").returncode == 0
    found = ask(SEEN)["data"]
    assert found["partners"]["nodes"] == [
        {"name": "Defensoría ficticia d’Asunción", "languages": ["ES"], "accreditation": "A", "accreditedIn": 2024,
         "state": {"isoAlpha3": "PRY"}, "memberOf": [{"acronym": "GANHRI"}]},
        {"name": "Fictitious Council", "languages": ["EN"], "accreditation": "NONE", "accreditedIn": None,
         "state": {"isoAlpha3": "MAR"}, "memberOf": []},
    ]  # fmt: skip
    assert [entry["action"] for entry in found["journal"]["nodes"]] == [
        "partner.registered", "partner.registered", "partner.accredited",
    ]  # fmt: skip

    file.write_text(
        HEADER + "KEN;Good;A;2020;en\nXYZ;Bad;A;2020;\nKEN;;A;2020;\nFJI;Bad;C;2020;\nFJI;Bad;A;1066;\nFJI;Bad;A;;xx\n"
        f"FJI;Bad;A;{'9' * 5_000};\nFJI;Bad;A;²;\n",
        encoding="utf-8",
    )
    refused = _load(platform, file, "--apply")
    assert refused.returncode == 1
    for line, message in ((3, "'XYZ'"), (4, "empty"), (5, "accreditation 'C'"), (6, "year '1066'"), (7, "language 'xx'"),
                       (8, "year '99999999999999999999' is not a year from 1990 to "), (9, "year '²'")):  # fmt: skip
        assert f"line {line}: " in refused.stderr
        assert message in refused.stderr
    assert "Nothing was written. Rows: 8, problems: 7." in refused.stderr
    assert ask(SEEN)["data"] == found


def test_an_institution_that_is_in_a_file_twice_is_refused(platform: Platform, ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "institutions.csv"
    file.write_text(HEADER + "PRY;Ficticia;A; 2016 ;es\nMAR;Ficticia;A;2016;\npry;FICTICIA;none;;\n", encoding="utf-8")
    refused = _load(platform, file, "--apply")
    assert refused.returncode == 1
    assert refused.stderr.splitlines() == [
        "institutions.csv, line 4: 'FICTICIA' of PRY is in the file twice: leave out one of its rows.",
        "Nothing was written. Rows: 3, problems: 1.",
    ]
    file.write_text(HEADER + "PRY;Ficticia;A; 2016 ;es\n", encoding="utf-8")
    assert _load(platform, file, "--apply").returncode == 0
    assert ask(SEEN)["data"]["partners"]["nodes"][0]["accreditedIn"] == 2016


def test_institutions_that_an_earlier_version_distinguished_are_updated_by_their_names(
    platform: Platform, ask: Ask, tmp_path: Path
) -> None:
    file = tmp_path / "institutions.csv"
    file.write_text(HEADER + "PRY;Defensoría;B;2019;es\nPRY;Otra;B;2019;es\n", encoding="utf-8")
    assert _load(platform, file, "--apply").returncode == 0
    for before, name in (("defensoria", "Defensoría-ficticia"), ("otra", "Defensoría ficticia")):
        with platform.database.transaction() as session:
            renamed = update(partners).where(partners.c.sort_name == before)
            session.execute(renamed.values(name={"es": name}))
    migrate(platform.database, platform.plugins)
    file.write_text(HEADER + "PRY;Defensoría ficticia;A;2024;es\nPRY;Defensoría-ficticia;NONE;;es\n", encoding="utf-8")
    loaded = _load(platform, file, "--apply")
    assert loaded.returncode == 0, loaded.stderr
    found = [(node["name"], node["accreditation"]) for node in ask(SEEN)["data"]["partners"]["nodes"]]
    assert sorted(found) == [("Defensoría ficticia", "A"), ("Defensoría-ficticia", "NONE")]
    file.write_text(HEADER + "PRY;DEFENSORIA FICTICIA;NONE;;es\n", encoding="utf-8")
    assert _load(platform, file, "--apply").returncode == 0


def test_no_institution_takes_the_accreditation_of_one_whose_name_it_had_by_mistake(
    platform: Platform, ask: Ask, tmp_path: Path
) -> None:
    file = tmp_path / "institutions.csv"
    file.write_text(HEADER + "PRY;National Ombudsman;A;2020;\nMAR;National Ombudsman;A;2020;\n", encoding="utf-8")
    assert _load(platform, file, "--apply").returncode == 0
    with writing(platform) as write:
        morocco = find_state(write.session, "MAR")
        institution = write.session.execute(select(partners.c.id).where(partners.c.state_id == morocco)).scalar_one()
        for name in ("Human Rights Comission", "Human Rights Commission"):
            correct_partner(write, institution, None, {"name": name})
    before = _accredited(ask)
    for former in ("NATIONAL OMBUDSMAN", "Human Rights Comission"):
        file.write_text(f"{HEADER}MAR;Human Rights Commission;A;2021;\nMAR;{former};B;2021;\n", encoding="utf-8")
        assert _load(platform, file, "--apply").stderr.splitlines() == [
            f"institutions.csv, line 3: name: Partner:{institution}, “Human Rights Commission”, had this name until "
            "it was corrected: give its present name, or, if this is another institution, register it first with "
            "registerPartner.",
            "Nothing was written. Rows: 2, problems: 1.",
        ]
        assert _accredited(ask) == before
    with writing(platform) as write:
        kind = PartnerKind.NATIONAL_HUMAN_RIGHTS_INSTITUTION
        register_partner(write, PartnerDescription("en", "National Ombudsman", kind, iso_alpha3="MAR"))
    listed = "MAR;National Ombudsman;B;2021;\nMAR;human rights commission;A;2022;\n"
    file.write_text(HEADER + listed, encoding="utf-8")
    assert _load(platform, file, "--apply").stderr == ""
    assert _accredited(ask) == [
        ("Human Rights Commission", "A", 2022),
        ("National Ombudsman", "A", 2020),
        ("National Ombudsman", "B", 2021),
    ]


def _accredited(ask: Ask) -> list[tuple[str, str, int]]:
    nodes = ask(SEEN)["data"]["partners"]["nodes"]
    return sorted((node["name"], node["accreditation"], node["accreditedIn"]) for node in nodes)
