"""Reference data: the states, their regional groups, the Declaration; loaded once, upgraded in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from importlib.resources import files
from typing import Any

import orjson
from sqlalchemy import Table, insert, select, update

from core.database.sessions.session import Session
from core.members.figures import recount_if_wrong
from core.members.names import folded, search_names
from core.members.tables import network, objectives, principles, regional_groups, states

DATA = files("core.members") / "data"


def read_states() -> list[dict[str, Any]]:
    """The shipped states, as in `data/states.jsonl`."""
    return [orjson.loads(line) for line in (DATA / "states.jsonl").read_bytes().splitlines()]


def write_reference_data(session: Session) -> None:
    """Update states and the Declaration to the shipped data; of regional groups, only add those of new states.

    A regional group that an administrator corrected is kept; anything else that differs is overwritten.
    """
    shipped = read_states()
    upsert(session, states, map(_state, shipped))
    _add_regional_groups(session, shipped)
    recount_if_wrong(session)
    founding = orjson.loads((DATA / "network.json").read_bytes())
    upsert(session, network, [_network(founding)])
    upsert(session, principles, [{"id": n, **principle} for n, principle in enumerate(founding["principles"], 1)])
    upsert(
        session,
        objectives,
        [{"id": n, "number": n, "text": text} for n, text in enumerate(founding["objectives"], 1)],
    )


def _add_regional_groups(session: Session, shipped: Iterable[Mapping[str, Any]]) -> None:
    """Put each state without a regional group into the shipped one."""
    grouped = set(session.execute(select(regional_groups.c.state_id)).scalars())
    new = [
        {"id": int(state["m49"]), "state_id": int(state["m49"]), "regional_group": state["regional_group"]}
        for state in shipped
        if int(state["m49"]) not in grouped
    ]
    if new:
        session.execute(insert(regional_groups), new)


def _network(founding: Mapping[str, Any]) -> dict[str, Any]:
    declaration = founding["declaration"]
    return {
        "id": 1,
        "name": founding["name"],
        "vision": founding["vision"],
        "declaration_title": declaration["title"],
        "declaration_adopted_on": date.fromisoformat(declaration["adopted_on"]),
        "declaration_place": declaration["place"],
        "declaration_text": (DATA / "declaration.md").read_text(encoding="utf-8"),
    }


def _state(state: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": int(state["m49"]),
        **{
            key: state[key]
            for key in ("iso_alpha2", "iso_alpha3", "m49", "name", "formal_name", "region", "sub_region")
        },
        "sort_name": folded(state["name"]["en"]),
        "search_names": search_names([*state["name"].values(), *state["formal_name"].values()]),
        "un_member_since": state["un_member_since"],
    }


def upsert(session: Session, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert the rows that are not there, and update those that differ, by id."""
    known = {row["id"]: dict(row) for row in session.execute(select(table)).mappings()}
    new = []
    for row in rows:
        present = known.get(row["id"])
        if present is None:
            new.append(dict(row))
        elif any(present[key] != value for key, value in row.items()):
            session.execute(update(table).where(table.c.id == row["id"]).values(**row))
    if new:
        session.execute(insert(table), new)
