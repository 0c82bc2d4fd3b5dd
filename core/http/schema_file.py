"""The schema as a file, for tools that generate code: `/schema.graphql`."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from core.for_plugins.asking import let_in
from core.platform import Platform


async def schema_file(request: Request) -> Response:
    """The schema of the installed plugins as SDL, if introspection is allowed."""
    await let_in(request)
    platform: Platform = request.app.state.platform
    if not platform.settings.introspection:
        raise HTTPException(404, "This platform does not publish its schema.")
    return Response(platform.assembled.sdl, media_type="application/graphql; charset=utf-8")
