"""`/trainings/trainings.csv`: the trainings that the reader may see, for spreadsheets."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from core import as_csv, ask_all

TRAININGS = """query($after: String) { trainings(first: 100, after: $after) { pageInfo { hasNextPage endCursor }
  nodes { title topic startsOn endsOn places taken status state { isoAlpha3 } } } }"""
HEADER = ("title", "topic", "starts_on", "ends_on", "places", "taken", "status", "state")


async def trainings_csv(request: Request) -> Response:
    """All trainings, in the reader's language."""
    rows = []
    for found in await ask_all(request, TRAININGS):
        values = {**found, "state": found["state"]["isoAlpha3"]}
        rows.append([str(value) for value in values.values()])
    return Response(as_csv(HEADER, rows), media_type="text/csv; charset=utf-8")


ROUTES: list[BaseRoute] = [Route("/trainings.csv", trainings_csv)]
