"""The schema as a file, for tools that generate code: `/schema.graphql`."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.for_plugins.asking import let_in
from core.platform import Platform

PATH = "/schema.graphql"


class SchemaFile:
    """Serves the schema of the installed plugins, if introspection is allowed."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform

    def route(self, middleware: Sequence[Middleware]) -> Route:
        """`/schema.graphql`."""
        return Route(PATH, self.answer, middleware=middleware)

    async def answer(self, request: Request) -> Response:
        """The schema as SDL."""
        await let_in(request)
        if not self.platform.settings.introspection:
            raise HTTPException(404, "This platform does not publish its schema.")
        return Response(self.platform.assembled.sdl, media_type="application/graphql; charset=utf-8")
