"""What is asked of every server: the same documents, the same answers."""

from __future__ import annotations

PAGE = """{ members(first: 20) { nodes { id joinedOn founding standing
  state { isoAlpha3 name regionalGroup } mechanism { name type capacities } focalPoint { name }
  changes { standing on reason } } } }"""
NODE = """query($id: ID!) { node(id: $id) { ... on State { id isoAlpha3 name formalName region unMemberSince } } }"""
FILTERED = """query($group: RegionalGroup) { states(first: 20, filter: {regionalGroup: $group}) {
  totalCount nodes { id isoAlpha3 name region } } }"""

OPERATIONS = {
    "page": {"query": PAGE},
    "node": {"query": NODE, "variables": {"id": "State:600"}},
    "filtered": {"query": FILTERED, "variables": {"group": "AFRICA"}},
}
