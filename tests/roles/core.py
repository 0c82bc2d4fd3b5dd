"""Core: members, who asks, the journal and taxonomies."""

from __future__ import annotations

from tests.roles.matrix import CLERKS, EVERYBODY, Entry

QUERIES = {
    "accessions": Entry(EVERYBODY, "accessions { totalCount }"),
    "journal": Entry(EVERYBODY, "journal { totalCount }"),
    "members": Entry(EVERYBODY, "members { totalCount }"),
    "network": Entry(EVERYBODY, "network { name }"),
    "node": Entry(EVERYBODY, 'node(id: "<member>") { id }'),
    "nodes": Entry(EVERYBODY, 'nodes(ids: ["<member>"]) { id }'),
    "observers": Entry(EVERYBODY, "observers { totalCount }"),
    "participant": Entry(EVERYBODY, 'participant(isoAlpha3: "PRY") { id }'),
    "state": Entry(EVERYBODY, 'state(isoAlpha3: "PRY") { id }'),
    "states": Entry(EVERYBODY, "states { totalCount }"),
    "taxonomies": Entry(EVERYBODY, "taxonomies { name }"),
    "taxonomy": Entry(EVERYBODY, 'taxonomy(name: "Capacity") { name }'),
    "viewer": Entry(EVERYBODY, "viewer { role }"),
}

MUTATIONS = {
    "communicateAccession": Entry(
        CLERKS, 'isoAlpha3: "FJI", standing: OBSERVER, adoptsDeclaration: true, communicatedOn: "2024-06-01"'
    ),
    "acknowledgeAccession": Entry(CLERKS, 'accession: "<accession>", on: "2024-06-05"'),
    "withdrawAccession": Entry(("ADMINISTRATOR",), 'accession: "<accession>", reason: "Fictitious."'),
    "correctAccession": Entry(
        ("ADMINISTRATOR",), 'participant: "<member>", communicatedOn: "2024-06-02", reason: "Fictitious."'
    ),
    "registerMechanism": Entry(
        ("FOCAL_POINT", "ADMINISTRATOR"), 'participant: "<member>", language: EN, name: "Fictitious", type: AD_HOC'
    ),
    "translateMechanism": Entry(
        ("FOCAL_POINT", "ADMINISTRATOR"), 'mechanism: "<mechanism>", language: FR, name: "Fictif"'
    ),
    "withdrawMechanism": Entry(("ADMINISTRATOR",), 'participant: "<member>", reason: "Fictitious."'),
    "reinstateMechanism": Entry(("ADMINISTRATOR",), 'participant: "<ceased>", reason: "Fictitious."'),
    "correctRegionalGroup": Entry(("ADMINISTRATOR",), 'isoAlpha3: "PRY", regionalGroup: AFRICA'),
    "designateFocalPoint": Entry(
        ("FOCAL_POINT", "ADMINISTRATOR"),
        'participant: "<member>", name: "Fictitious", email: "f@test.example", since: "2024-06-05"',
    ),
    "correctFocalPoint": Entry(
        ("FOCAL_POINT", "ADMINISTRATOR"), 'focalPoint: "<focal point>", name: "Fictitious", title: "Director"'
    ),
    "eraseFocalPoint": Entry(("ADMINISTRATOR",), 'focalPoint: "<focal point>"'),
}
