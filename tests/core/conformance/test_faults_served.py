"""The suite finds what it is there to find: faults in a plugin's routes and subscriptions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.conformance.checks import routes, subscriptions
from core.conformance.examination import Examination
from tests.core.conformance.conftest import Fault


def _routes(endpoint: str, *paths: str) -> tuple[str, str, str]:
    """An edit: routes of these paths to an endpoint."""
    listed = ", ".join(f'Route("{path}", endpoint)' for path in paths)
    return (
        "__init__.py",
        "",
        "\n\nfrom starlette.responses import PlainTextResponse\nfrom starlette.routing import Route\n\n"
        f"def endpoint(request):\n    {endpoint}\n\n\n@hookimpl\ndef register_routes():\n    return [{listed}]\n",
    )


def _subscription(
    *lines: str, argument: str = "id", of: str = "strawberry.ID", more: str = "", default: str = ""
) -> tuple[str, str, str]:
    """An edit: a subscription that does this before it follows the journal, in an order of its own.

    more: the type of an argument `more` besides; default: what it is then by default, as in " = None".
    """
    another = (f", more={more}", f", more{default}") if more else ("", "")
    body = "".join(f"        {line}\n" for line in lines)
    return (
        "__init__.py",
        "",
        "\n\nimport asyncio\n\nimport strawberry\n\nfrom core import key_of\nfrom schema import subscription\n"
        "from trainings.types import Training\n\n\nclass Subscriptions:\n"
        f"    @subscription(Training, {argument}={of}{another[0]})\n"
        f'    async def training_changed(context, {argument}{another[1]}):\n        """It changed."""\n{body}'
        "\n\n@hookimpl\ndef register_subscriptions():\n    return Subscriptions\n",
    )


FOLLOW = (
    "stream = context.services.stream.appended(f\"Training:{key_of(id, 'Training', 'id')}\")",
    "async for _ in stream:",
    "    yield int(id[9:])",
)

FAULTS = (
    Fault(
        "a route that another hides",
        (_routes('return PlainTextResponse("here")', "/{rest:path}", "/list"),),
        routes.reached,
        "/trainings/list is answered by the route /{rest:path}",
    ),
    Fault(
        "a route that fails inside",
        (_routes('return PlainTextResponse(str(int(request.path_params["key"])))', "/{key}"),),
        routes.answer,
        "answers 500: raise HTTPException(404, …) if the request makes no sense. ValueError: invalid literal",
    ),
    Fault(
        "a route that shows what is hidden",
        (
            _routes(
                "with request.app.state.platform.database.reading() as session:\n"
                "        from sqlalchemy import select\n\n        from trainings.tables import trainings\n\n"
                "        return PlainTextResponse(' '.join(session.execute(select(trainings.c.title)).scalars()))",
                "/all",
            ),
        ),
        routes.keep_scopes,
        "As PUBLIC, /trainings/all reveals what is hidden",
    ),
    Fault(
        "a route that reveals that something hidden is there",
        (
            _routes(
                "with request.app.state.platform.database.reading() as session:\n"
                "        from trainings.tables import trainings\n\n"
                "        key = int(request.path_params['key'])\n"
                "        found = session.execute(trainings.select().where(trainings.c.id == key)).first()\n"
                "        return PlainTextResponse('', 403 if found and not found.announced else 404)",
                "/{key:int}",
            ),
        ),
        routes.keep_scopes,
        "reveals what is hidden",
    ),
    Fault(
        "a subscription that fails inside",
        (_subscription("yield int(id)"),),
        subscriptions.begin_and_end,
        "as PUBLIC fails inside",
    ),
    Fault(
        "a subscription that fails inside, by an argument that is no id",
        (
            ("__init__.py", "", "\n\nimport enum\n\nimport strawberry\n\n\n@strawberry.enum\nclass Kind(enum.Enum):\n    VISIT = 1\n    COURSE = 2\n"),
            _subscription("yield 1 // (kind is Kind.VISIT)", argument="kind", of="Kind"),
        ),
        subscriptions.begin_and_end,
        "{'kind': 'COURSE'}) as PUBLIC fails inside",
    ),
    Fault(
        "a subscription that tells of something hidden by another row",
        (
            _subscription(
                "key_of(training, 'Training', 'training')",
                "from sqlalchemy import select",
                "from trainings.tables import trainings",
                "with context.services.database.reading() as session:",
                "    key = session.execute(select(trainings.c.id).where(trainings.c.announced)).scalars().first()",
                "async for _ in context.services.stream.appended(training):",
                "    yield key",
                argument="training",
            ),
        ),
        subscriptions.begin_and_end,
        "as PUBLIC reveals that something hidden has changed",
    ),
    Fault(
        "a subscription that fails inside where an argument is left out",
        (_subscription("1 // (more is not None)", *FOLLOW, more="bool | None", default=" = None"),),
        subscriptions.begin_and_end,
        "'}) as PUBLIC fails inside",
    ),
    Fault(
        "a subscription that fails inside where an argument has a value",
        (
            _subscription(
                "stream = context.services.stream.appended(f\"Training:{key_of(id, 'Training', 'id')}\")",
                "async for _ in stream:",
                "    yield int(id[9:]) // (more is not True)",
                more="bool | None",
                default=" = None",
            ),
        ),
        subscriptions.begin_and_end,
        "'more': True}) as PUBLIC fails inside",
    ),
    Fault(
        "a subscription that fails inside, by one of a list",
        (
            ("__init__.py", "", "\n\nimport enum\n\nimport strawberry\n\n\n@strawberry.enum\nclass Kind(enum.Enum):\n    VISIT = 1\n    COURSE = 2\n"),
            _subscription("1 // (more != [Kind.COURSE])", *FOLLOW, more="list[Kind]"),
        ),
        subscriptions.begin_and_end,
        "({'more': ['COURSE'], 'id': 'Training:",
    ),
    Fault(
        "a subscription that leaves work behind",
        (_subscription("asyncio.create_task(asyncio.sleep(600))", *FOLLOW),),
        subscriptions.begin_and_end,
        "tasks behind when its readers have left",
    ),
    Fault(
        "a subscription that does not end",
        (_subscription("try:", *(f"    {line}" for line in FOLLOW), "finally:", "    await asyncio.sleep(600)"),),
        subscriptions.begin_and_end,
        "does not end when its reader leaves",
    ),
)  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "-"))
def test_a_planted_fault_is_found_and_reported(planted: Callable[..., Examination], fault: Fault) -> None:
    found = list(fault.found_by(planted(fault)))
    assert any(fault.said in told for told in found), found


def test_routes_that_a_hook_makes_again_are_its_own(planted: Callable[..., Examination]) -> None:
    two = _routes('return PlainTextResponse("here")', "/list", "/list/{key}")
    assert list(routes.reached(planted(Fault("none", (two,), routes.reached, "")))) == []
