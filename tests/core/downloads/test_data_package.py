"""The Data Package: how it describes the files under /data/."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from starlette.testclient import TestClient

from core.conformance import Network
from tests.core.downloads.files import address_of, table_in


def _named(described: Sequence[Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
    """Descriptions of a Data Package by their names."""
    return {one["name"]: one for one in described}


def test_the_package_describes_the_columns_of_each_file(client: TestClient) -> None:
    for path in ("/data", "/data/"):
        assert client.get(path, follow_redirects=False).headers["location"] == "/data/datapackage.json"
    package = client.get("/data/datapackage.json").json()
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert "apostrophe" in package["description"]
    for resource in package["resources"]:
        assert (resource["type"], resource["profile"]) == ("table", "tabular-data-resource")
        assert re.fullmatch(r"[a-z0-9._/-]+", resource["name"]), "as the standard has names"
        header = client.get(f"/data/{resource['path']}").text.lstrip("\ufeff").splitlines()[0]
        assert header.split(",") == [column["name"] for column in resource["schema"]["fields"]]
        assert resource["description"]
    [states] = [one for one in package["resources"] if one["name"] == "states"]
    columns = _named(states["schema"]["fields"])
    assert columns["id"]["description"].startswith("Opaque")
    assert columns["unMemberSince"]["type"] == "integer"
    assert "AFRICA" in columns["regionalGroup"]["constraints"]["enum"]
    assert states["schema"]["primaryKey"] == ["id"]
    [practices] = [one for one in package["resources"] if one["name"] == "practices"]
    columns = _named(practices["schema"]["fields"])
    assert "CONSULTATION" in columns["capacities"]["arrayItem"]["constraints"]["enum"]
    assert columns["sustainableDevelopmentGoals"]["arrayItem"] == {"type": "integer"}
    types = {name: column["type"] for name, column in columns.items()}
    assert (types["capacities"], types["publishedAt"], types["startedOn"]) == ("array", "datetime", "date")
    assert {name for name in types if name.startswith(("bodyHtml", "highlight"))} == set(), (
        "what is computed is a column where it is named"
    )
    assert "bodyHtml" in client.get("/data/practices.csv?fields=bodyHtml").text
    [decisions] = [one for one in package["resources"] if one["name"] == "decisions"]
    columns = _named(decisions["schema"]["fields"])
    assert columns["votedInMeeting"]["type"] == "boolean"
    assert columns["tally.eligible"]["type"] == "integer", "what has no id is there with its own columns"


EXAMPLES: Mapping[str, Any] = {
    "array": [], "boolean": True, "date": "2026-05-09", "integer": 1, "string": None
}  # fmt: skip


def _example(parameter: Mapping[str, Any]) -> Any:
    """A value for what the package says of a parameter."""
    if parameter["type"] == "object":
        return {inner["name"]: _example(inner) for inner in parameter["fields"]}
    return parameter.get("constraints", {}).get("enum", [EXAMPLES[parameter["type"]]])[-1]


def test_the_package_describes_the_parameters_of_each_file(client: TestClient) -> None:
    taken: set[str] = set()
    for resource in client.get("/data/datapackage.json").json()["resources"]:
        parameters = _named(resource["parameters"])
        asked = {name: _example(parameter) for name, parameter in parameters.items() if name != "fields"}
        got = client.get(address_of(resource["path"], **asked))
        assert got.status_code == 200, got.text
        assert all(parameter["description"] for parameter in parameters.values())
        assert not re.search(r"\ba [AEIOU]", parameters["fields"]["description"])
        unknown = client.get(address_of(resource["path"], nothing="1")).json()["errors"][0]["message"]
        assert unknown == f"There is no parameter `nothing`; there are {', '.join(parameters)}."
        taken |= set(parameters)
    assert taken == {"filter", "orderBy", "direction", "on", "search", "fields", "language"}


def test_the_package_has_the_licence_that_the_operator_has_named(new_client: Any) -> None:
    told = {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}
    with new_client(licence=told) as client:
        assert client.get("/data/datapackage.json").json()["licenses"] == [told]
    with new_client() as client:
        assert "licenses" not in client.get("/data/datapackage.json").json()


def test_the_package_names_the_file_in_which_an_id_is_found(demonstration: Network) -> None:
    resources = _named(json.loads(demonstration.get("/data/datapackage.json").text)["resources"])
    rows = {name: table_in(demonstration.get(f"/data/{resource['path']}")) for name, resource in resources.items()}
    told = {}
    for name, resource in resources.items():
        for reference in resource["schema"].get("foreignKeys", ()):
            (column,), target = reference["fields"], reference["reference"]
            assert target["fields"] == ["id"]
            found = {row[column] for row in rows[name]} - {""}
            assert found <= {row["id"] for row in rows[target["resource"]]}
            told[name, column] = target["resource"]
    assert told["practices", "state.id"] == "states" and told["decisions", "meeting.id"] == "meetings"
    assert ("states", "participant.id") not in told, "some are members, others observers: neither list has them all"


def test_no_description_begins_with_the_rule_that_it_keeps(client: TestClient) -> None:
    def descriptions(of: Any) -> Iterator[str]:
        if isinstance(of, dict):
            yield from ([of["description"]] if isinstance(of.get("description"), str) else [])
        for inner in of.values() if isinstance(of, dict) else of if isinstance(of, list) else ():
            yield from descriptions(inner)

    package = client.get("/data/datapackage.json").json()
    found = [*descriptions(package)]
    assert [one for one in found if one.startswith("(")] == []
    resources = _named(package["resources"])
    assert resources["members"]["description"].startswith("The members, today or on a given day. A state that ")
    tally = _named(resources["decisions"]["schema"]["fields"])["tally.eligible"]
    assert tally["description"].startswith("How many could vote")
    catalogue = client.get("/data/catalog.jsonld").json()
    told = {one["dct:identifier"]: one["dct:description"]["@value"] for one in catalogue["dcat:dataset"]}
    assert told == {one["path"].partition(".")[0]: one["description"] for one in package["resources"]}
