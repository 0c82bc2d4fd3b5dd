"""What is restricted to roles is read by all that have one of them, and by nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func

from core import Role, Viewer
from core.members import State
from core.members.tables import states
from core.platform import Platform
from schema import column, resolved
from tests.conftest import Ask, NewPlatform
from tests.core.plugins.made_plugins import members_with, plugin, refused


def _restricted(*roles: Any) -> Any:
    """A plugin with a field of states for these."""
    made = column(lambda state: func.lower(state.iso_alpha3), restricted_to=roles)
    body = {"__module__": __name__, "__annotations__": {"for_committee": str | None}, "for_committee": made}
    return plugin("restricting", register_fields=[(State, type("StateFields", (), body))])


@pytest.mark.parametrize("restricted_to", [Role.COMMITTEE, "COMMITTEE"])
@pytest.mark.parametrize("role", Role)
def test_a_coordinator_reads_what_is_for_the_committee(
    platform: Platform, new_platform: NewPlatform, asking: Callable[[Platform], Ask], role: Role, restricted_to: Any
) -> None:
    plugins = members_with({"restricting": _restricted(restricted_to)})
    ask = asking(new_platform(platform.settings.database_url, plugins))
    answered = ask('{ state(isoAlpha3: "PRY") { forCommittee } }', viewer=Viewer(role, participant=1))
    seen = answered["data"]["state"]["forCommittee"] == "pry"
    assert seen == Viewer(role).has(Role.COMMITTEE) == (role in (Role.COMMITTEE, Role.COORDINATOR))


def test_what_python_computes_is_not_computed_for_viewers_that_may_not_read_it(
    platform: Platform, new_platform: NewPlatform, asking: Callable[[Platform], Ask]
) -> None:
    """Nor where something beside it is computed for them."""
    fields = {
        name: resolved(lambda reading, code: code.lower(), needs={"code": states.c.iso_alpha3}, restricted_to=roles)
        for name, roles in (("restricted", [Role.ADMINISTRATOR]), ("open", None))
    }
    body = {"__module__": __name__, "__annotations__": dict.fromkeys(fields, str | None), **fields}
    plugins = members_with({"computing": plugin("computing", register_fields=[(State, type("F", (), body))])})
    ask = asking(new_platform(platform.settings.database_url, plugins))
    answered = ask('{ state(isoAlpha3: "PRY") { restricted open } }')
    assert answered == {"data": {"state": {"restricted": None, "open": "pry"}}}


@pytest.mark.parametrize("unknown", ["COMITTEE", "committee"])
def test_an_unknown_role_is_refused(unknown: str) -> None:
    told = refused(_restricted(Role.ADMINISTRATOR, unknown))
    assert told.code == "SCHEMA"
    assert told.message.startswith(
        f"State.forCommittee is restricted to {unknown!r}, which is not a role: the roles are PUBLIC, PARTNER, OBSERVER, "
    )
