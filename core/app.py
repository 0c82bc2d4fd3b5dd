"""The server: `create_app(settings) -> App`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from importlib.resources import files

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from core.background import begin
from core.errors import Unavailable
from core.hosting.hooks import contributions_to
from core.http.admission import Admission
from core.http.cors import CrossOrigin, Sharing
from core.http.front import App
from core.http.health import Health
from core.http.identification import Identification
from core.http.immediate import PATH, Immediate
from core.http.ratelimits import RateLimits
from core.http.revalidation import Revalidated
from core.http.sockets import OpenSockets
from core.http.stored_documents import StoredDocuments
from core.http.unavailable import service_unavailable
from core.observation.endpoint import MetricsEndpoint
from core.observation.metrics import Metrics
from core.observation.notes import Notes
from core.observation.requests import Observed
from core.observation.statements import ObservedStore
from core.observation.traces import configured_traces
from core.platform import Platform
from core.settings import Settings
from schema.serving.again import Again
from schema.serving.caching import Caching
from schema.serving.http import HttpError
from schema.serving.persisted import Persisted
from schema.view import SchemaView

logger = logging.getLogger("nmirf.app")

NOT_KEPT = {"cache-control": "no-store"}
"""What caches may make of a refusal."""


def create_app(settings: Settings, platform: Platform | None = None, graphql: ASGIApp | None = None) -> App:
    """The platform behind HTTP: GraphQL at /graphql, plugins' routes under their names, health.

    graphql: what answers at /graphql instead of the schema, to measure what all answers cost.
    """
    platform = platform or Platform(settings)
    platform.database.patience = settings.database_wait_seconds
    health, metrics, traces = Health(settings, platform.plugins), Metrics(), configured_traces()
    platform.engine.listener, notes = metrics, Notes(metrics)
    platform.engine.store = ObservedStore(platform.store, "primary", metrics, traces)
    if platform.replica is not None:
        from core.stores.replica import Replica

        replica = ObservedStore(platform.replica, "replica", metrics, traces)
        platform.engine.replica = Replica(replica, platform.engine.store)
    page = files("core").joinpath("static/graphiql.html").read_bytes()
    rates = RateLimits(settings)
    admission = Admission(Identification(platform), rates)
    caching = Caching(platform.fingerprint, settings.cache_seconds, settings.cache_bytes)
    persisted = Persisted(StoredDocuments(platform).find, settings.trusted_documents_only)
    view = SchemaView(platform.engine, admission, persisted, page, caching)
    routes: list[BaseRoute] = [
        Route("/", lambda _: RedirectResponse("/graphql")),
        Route(f"{PATH}/", graphql or view),
        WebSocketRoute(f"{PATH}/", graphql or view),
        *health.routes(),
        Route("/metrics", MetricsEndpoint(notes, settings.metrics_token).answer),
        Mount("/static", StaticFiles(packages=[("core", "static")])),
    ]
    revalidated = [Middleware(Revalidated, caching.control.decode())]
    found = contributions_to(platform.plugins, "register_routes")
    routes += [Mount(f"/{name}", routes=theirs, middleware=revalidated) for name, theirs in found]

    def around(app: ASGIApp) -> Observed:
        answering = OpenSockets(app, rates.senders, settings.max_web_sockets)
        return Observed(CrossOrigin(answering, settings.cors_origins), notes, traces, _first_segments(routes))

    app = App(routes=routes, lifespan=_lifespan, middleware=[Middleware(around)], exception_handlers=ERRORS)
    app.graphql = observed = around(graphql or view)
    again = Again(platform.engine, admission, persisted, caching)
    if graphql is None and platform.database.dialect == "sqlite":
        app.immediate = Immediate(again, observed, Sharing(view, settings.cors_origins))
    # A redirect to the same path with a slash would name the host and the scheme that the proxy's request had.
    app.router.redirect_slashes = False
    app.state.platform, app.state.health, app.state.rates, app.state.traces = platform, health, rates, traces
    app.state.admission = admission
    return app


def _first_segments(routes: list[BaseRoute]) -> set[str]:
    return {route.path.split("/", 2)[1] for route in routes if isinstance(route, Route | Mount)}


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = {404: "NOT_FOUND", 405: "METHOD"}.get(error.status_code, "REQUEST")
    unmatched = error.status_code == 404 and error.detail == HTTPStatus.NOT_FOUND.phrase
    told = f"{error.detail.removesuffix('.')}.{' GraphQL is at /graphql.' if unmatched else ''}"
    refusal = {"message": told, "extensions": {"code": code}}
    return JSONResponse({"errors": [refusal]}, error.status_code, {**NOT_KEPT, **(error.headers or {})})


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HttpError)
    headers = {str(name, "latin-1"): str(value, "latin-1") for name, value in error.headers.items()}
    return Response(error.body(), error.status, {**NOT_KEPT, **headers}, "application/json")


async def _unavailable(request: Request, error: Exception) -> Response:
    assert isinstance(error, Unavailable)
    logger.warning("%s: %s", error.code, error.message)
    return await _refused(request, service_unavailable(error))


ERRORS = {HTTPException: _http_error, HttpError: _refused, Unavailable: _unavailable}


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    platform: Platform = app.state.platform
    tasks = begin(platform)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await platform.stream.close()
        await app.state.rates.close()
        await platform.store.close()
        if platform.replica is not None:
            await platform.replica.close()
        platform.database.dispose()
        app.state.health.close()
        if app.state.traces is not None:
            await asyncio.to_thread(app.state.traces.close)
