"""The catalogue of files in DCAT, read as portals read it: as RDF."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, Literal, URIRef
from starlette.testclient import TestClient

# How rdflib reads JSON-LD warns of its own classes.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

PATH = "/data/catalog.jsonld"


def _read(client: TestClient) -> Graph:
    """What the catalogue tells, to somebody who does not know where it was."""
    got = client.get(PATH)
    assert got.headers["content-type"] == "application/ld+json"
    return Graph().parse(data=got.text, format="json-ld")


def test_each_list_is_a_dataset_with_a_file_of_each_form(client: TestClient) -> None:
    found = _read(client)
    [catalogue] = found.subjects(RDF.type, DCAT.Catalog)
    assert str(catalogue) == f"http://testserver{PATH}"
    datasets = list(found.objects(catalogue, DCAT.dataset))
    names = {
        resource["path"].partition(".")[0] for resource in client.get("/data/datapackage.json").json()["resources"]
    }
    assert {str(found.value(one, DCTERMS.identifier)) for one in datasets} == names >= {"members", "practices"}
    for dataset in datasets:
        name = str(found.value(dataset, DCTERMS.identifier))
        assert (dataset, RDF.type, DCAT.Dataset) in found
        assert found.value(dataset, DCTERMS.title)
        assert found.value(dataset, DCTERMS.description)
        files = {str(found.value(one, DCAT.downloadURL)) for one in found.objects(dataset, DCAT.distribution)}
        assert files == {f"http://testserver/data/{name}.{ending}" for ending in ("csv", "jsonl")}
        assert all(client.head(urlsplit(file).path).status_code == 200 for file in files)
    points = found.value(predicate=DCTERMS.identifier, object=Literal("focalPoints"))
    assert points is None or found.value(points, DCTERMS.title) == Literal("Focal points", "en")
    table = found.value(URIRef("http://testserver/data/members.csv"), DCAT.mediaType)
    assert str(table) == "https://www.iana.org/assignments/media-types/text/csv"
    publisher = found.value(catalogue, DCTERMS.publisher)
    assert found.value(publisher, FOAF.name) == Literal("International Network of NMIRFs", "en")


def test_the_catalogue_names_the_api_and_its_schema(client: TestClient) -> None:
    found = _read(client)
    [service] = found.subjects(RDF.type, DCAT.DataService)
    assert urlsplit(str(found.value(service, DCAT.endpointURL))).path == "/graphql"
    schema = urlsplit(str(found.value(service, DCAT.endpointDescription))).path
    assert "type Query" in client.get(schema).text
    assert set(found.objects(service, DCAT.servesDataset)) == set(found.subjects(RDF.type, DCAT.Dataset))


def test_files_are_named_by_the_address_that_everybody_knows(new_client: Any) -> None:
    with new_client(public_url="https://data.test.example/nmirf") as client:
        found = _read(client)
    addresses = {str(file) for file in found.objects(predicate=DCAT.downloadURL)}
    assert "https://data.test.example/nmirf/data/members.csv" in addresses
    [endpoint] = found.objects(predicate=DCAT.endpointURL)
    assert str(endpoint) == "https://data.test.example/nmirf/graphql"


def test_the_licence_stands_with_the_catalogue_and_with_each_file(new_client: Any) -> None:
    licence = URIRef("https://licence.test.example/")
    with new_client(licence={"name": "CC-BY-4.0", "path": str(licence)}) as client:
        found = _read(client)
    under = set(found.subjects(DCTERMS.license, licence))
    assert under == {*found.subjects(RDF.type, DCAT.Catalog), *found.subjects(RDF.type, DCAT.Distribution)}
    assert found.value(licence, DCTERMS.title) == Literal("CC-BY-4.0")


def test_without_a_licence_none_is_named(client: TestClient) -> None:
    assert not list(_read(client).objects(predicate=DCTERMS.license))
