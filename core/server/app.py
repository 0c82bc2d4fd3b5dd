"""The server: `create_app(settings) -> App`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from importlib.resources import files

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.types import ASGIApp

from core.downloads.routes import Downloads
from core.for_plugins.keeping import KeptAnswers
from core.http.admission import Admission
from core.http.application import App
from core.http.cors import CrossOrigin, JsonCORSMiddleware
from core.http.health import Health
from core.http.immediate import PATH, Immediate
from core.http.limits.rate_headers import RateHeaders
from core.http.limits.ratelimits import RateLimits
from core.http.limits.sockets import OpenSockets
from core.http.metrics_endpoint import MetricsEndpoint
from core.http.observing import ObservationMiddleware
from core.http.plugin_routes import PluginRoutes
from core.http.refusals import REFUSALS
from core.http.revalidation import Revalidated
from core.http.schema_file import schema_file
from core.http.static_files import RevalidatedFiles
from core.http.stored_documents import find_stored
from core.observation.metrics import Metrics
from core.observation.notes import Notes
from core.observation.statements import ObservedStore
from core.observation.traces import Traces, configured_traces
from core.platform import Platform
from core.plugins.hooks import collect
from core.server.background import begin, end
from core.server.front_page import front_page
from core.settings.settings import Settings
from schema.serving.caching import Caching
from schema.serving.persisted import Persisted
from schema.serving.repeated_requests import RepeatedRequests
from schema.view import SchemaView


def create_app(settings: Settings, platform: Platform | None = None, graphql: ASGIApp | None = None) -> App:
    """The platform behind HTTP: a page at /, GraphQL at /graphql, plugins' routes under their names, health.

    graphql: answers at /graphql instead of the schema, to measure what every answer costs.
    """
    platform = platform or Platform(settings)
    platform.database.patience = settings.database_wait_seconds
    health, metrics, traces = Health(settings, platform.revisions), Metrics(), configured_traces()
    notes = Notes(metrics)
    _observe(platform, metrics, traces)
    page = files("core").joinpath("static/graphiql.html").read_bytes()
    rates = RateLimits(settings)
    admission = Admission(platform, rates)
    caching = Caching(platform.fingerprint, settings.cache_seconds, settings.cache_bytes)
    persisted = Persisted(partial(find_stored, platform), settings.trusted_documents_only)
    view = SchemaView(platform.engine, admission, persisted, page, caching)
    answering = graphql or view
    for_operators = [*health.routes(), MetricsEndpoint(notes, settings.metrics_token).route()]
    routes = _routes(platform, answering, for_operators, caching)

    def around(app: ASGIApp) -> ObservationMiddleware:
        limited = OpenSockets(app, rates.senders, settings.max_web_sockets)
        return ObservationMiddleware(
            CrossOrigin(limited, settings.cors_origins), notes, traces, _first_segments(routes)
        )

    app = App(routes=routes, lifespan=_lifespan, middleware=[Middleware(around)], exception_handlers=REFUSALS)
    app.graphql = observing = around(answering)
    app.limits, app.origins = settings.limits, settings.cors_origins
    if graphql is None and platform.database.dialect == "sqlite":
        again = RepeatedRequests(platform.engine, admission, persisted, caching)
        app.immediate = Immediate(again, observing, JsonCORSMiddleware(view, settings.cors_origins))
    # A redirect to the same path with a slash would show the host and the scheme of the proxy's request.
    app.router.redirect_slashes = False
    app.state.platform, app.state.health, app.state.rates, app.state.traces = platform, health, rates, traces
    app.state.admission, app.state.kept_answers = admission, KeptAnswers(caching.answers)
    return app


def _routes(
    platform: Platform, graphql: ASGIApp, for_operators: Sequence[BaseRoute], caching: Caching
) -> list[BaseRoute]:
    """The routes of all paths. Files and answers of plugins are counted, and caches can revalidate them."""
    entered = [Middleware(RateHeaders), Middleware(Revalidated, caching.control.decode())]
    of_plugins = collect(platform.plugins, "register_routes")
    return [
        front_page(platform, of_plugins),
        Route(f"{PATH}/", graphql),
        WebSocketRoute(f"{PATH}/", graphql),
        *for_operators,
        Mount("/static", RevalidatedFiles(packages=[("core", "static")])),
        Route("/schema.graphql", schema_file, middleware=entered),
        *Downloads(platform, caching).routes(entered),
        *(PluginRoutes(f"/{name}", routes=theirs, middleware=entered) for name, theirs in of_plugins),
    ]


def _observe(platform: Platform, metrics: Metrics, traces: Traces | None) -> None:
    """Connect metrics and traces to the engine and its stores."""
    engine = platform.engine
    engine.listener = metrics
    engine.store = ObservedStore(platform.store, "primary", metrics, traces)
    if platform.replica is not None:
        from core.database.stores.replica import Replica

        engine.replica = Replica(ObservedStore(platform.replica, "replica", metrics, traces), engine.store)


def _first_segments(routes: list[BaseRoute]) -> set[str]:
    return {route.path.split("/", 2)[1] for route in routes if isinstance(route, Route | Mount)}


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    platform: Platform = app.state.platform
    tasks = begin(platform)
    try:
        yield
    finally:
        await end(tasks)
        await platform.close()
        await app.state.rates.close()
        await app.state.health.close()
        if app.state.traces is not None:
            await asyncio.to_thread(app.state.traces.close)
