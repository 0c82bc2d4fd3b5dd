"""The catalogue of all files, for open data portals that harvest others: DCAT, version 3, as JSON-LD."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.downloads.formats import FORMATS, Format
from core.downloads.lists import ListOfRows

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
}
NETWORK = "International Network of NMIRFs"
TITLE = f"The records of the {NETWORK}"
DESCRIPTION = "Every list that the network keeps for everybody, as files, and all of it by way of a GraphQL API."
REGISTERED = "https://www.iana.org/assignments/media-types/"
"""The address of registered media types, the only ones that DCAT may name."""


def catalogue(lists: Sequence[ListOfRows], licence: Mapping[str, str], address: str) -> dict[str, Any]:
    """The description of all files. licence: the same as in the Data Package.

    address: of the description itself; the addresses in it are relative to it.
    """
    return {
        "@context": {**CONTEXT, "@base": address},
        "@id": "",
        "@type": "dcat:Catalog",
        "dct:title": _in_english(TITLE),
        "dct:description": _in_english(DESCRIPTION),
        "dct:publisher": {"@id": "#publisher", "@type": "foaf:Organization", "foaf:name": _in_english(NETWORK)},
        **_licensed(licence),
        "foaf:homepage": {"@id": "../"},
        "dcat:dataset": [_dataset(list_, licence) for list_ in lists],
        "dcat:service": {
            "@id": "../graphql",
            "@type": "dcat:DataService",
            "dct:title": "GraphQL",
            "dct:conformsTo": {"@id": "https://spec.graphql.org/"},
            "dcat:endpointURL": {"@id": "../graphql"},
            "dcat:endpointDescription": {"@id": "../schema.graphql"},
            "dcat:servesDataset": [{"@id": _id(list_)} for list_ in lists],
        },
    }


def _dataset(list_: ListOfRows, licence: Mapping[str, str]) -> dict[str, Any]:
    return {
        "@id": _id(list_),
        "@type": "dcat:Dataset",
        "dct:identifier": list_.name,
        "dct:title": _in_english(list_.title),
        "dct:description": _in_english(list_.description),
        "dct:publisher": {"@id": "#publisher"},
        "dcat:landingPage": {"@id": "../"},
        "dcat:distribution": list(_distributions(list_, licence)),
    }


def _distributions(list_: ListOfRows, licence: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for form in FORMATS.values():
        path = f"{list_.name}.{form.ending}"
        yield {
            "@id": path,
            "@type": "dcat:Distribution",
            "dct:title": _in_english(f"{list_.title} as {form.name}"),
            "dcat:accessURL": {"@id": path},
            "dcat:downloadURL": {"@id": path},
            **_format(form),
            **_licensed(licence),
        }


def _format(form: Format) -> dict[str, Any]:
    described: dict[str, Any] = {"dct:format": {"@type": "dct:MediaTypeOrExtent", "rdfs:label": form.name}}
    if form.is_registered:
        described["dcat:mediaType"] = {"@id": REGISTERED + form.media_type.partition(";")[0]}
    return described


def _licensed(licence: Mapping[str, str]) -> dict[str, Any]:
    """The licence, if there is one: its address, its name, or both."""
    if not licence:
        return {}
    document: dict[str, Any] = {"@type": "dct:LicenseDocument"}
    if "path" in licence:
        document["@id"] = licence["path"]
    if "name" in licence:
        document["dct:title"] = licence["name"]
    return {"dct:license": document}


def _in_english(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "en"}


def _id(list_: ListOfRows) -> str:
    return f"#{list_.name}"
