"""Cross-origin sharing: pages of other sites may read, but only with a token that they send themselves."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from core.http.limits.sockets import refuse_socket
from schema.serving.headers import headers_of
from schema.serving.http import HttpError
from schema.serving.websocket import FORBIDDEN

EXPOSED = (
    "Content-Disposition",
    "ETag",
    "RateLimit",
    "RateLimit-Policy",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Retry-After",
    "X-Request-ID",
)
"""The headers of an answer that scripts of other sites may read."""


class JsonCORSMiddleware(CORSMiddleware):
    """Starlette's middleware, with refusals in JSON like all others."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=["GET", "HEAD", "POST"],
            allow_headers=["*"],
            expose_headers=EXPOSED,
            max_age=86_400,
            allow_private_network=True,
        )

    def headers_for_post(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        """The headers of the answer to a POST that say who may read it; none if no page sent it."""
        origin = origin_of(scope)
        if origin is None:
            return []
        headers = MutableHeaders(self.simple_headers)
        if self.allow_all_origins or not self.is_allowed_origin(origin):
            headers["vary"] = "Origin"
        else:
            self.allow_explicit_origin(headers, origin)
        return headers.raw

    def preflight_response(self, request_headers: Headers) -> Response:
        answer = super().preflight_response(request_headers)
        if answer.status_code < 400:
            return answer
        refusal = HttpError(answer.status_code, "ORIGIN", f"{bytes(answer.body).decode()}.")
        return Response(refusal.body(), refusal.status, {"vary": "Origin"}, "application/json")


class CrossOrigin:
    """ASGI middleware: cross-origin sharing for these origins, or `*`."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self.app = app
        self.cors = JsonCORSMiddleware(app, origins)

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] == "websocket":
            return self._socket(scope, receive, send)
        # No cache stores answers to POST, so only those with an origin need to say who may read them.
        alone = scope["type"] != "http" or (scope["method"] == "POST" and origin_of(scope) is None)
        return (self.app if alone else self.cors)(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse web sockets from other origins: browsers let any page open one."""
        origin = origin_of(scope)
        if origin is None or self.cors.is_allowed_origin(origin) or _is_own(origin, scope):
            await self.app(scope, receive, send)
        else:
            await refuse_socket(receive, send, FORBIDDEN, "Pages of this origin may not read here.")


def _is_own(origin: str, scope: Scope) -> bool:
    """Whether a page comes from this server: GraphiQL, for instance."""
    return origin.partition("://")[2].encode("latin-1") == headers_of(scope).get(b"host")


def origin_of(scope: Scope) -> str | None:
    """The site whose page sends a request, according to the browser; None if no page sends it."""
    origin = headers_of(scope).get(b"origin")
    return None if origin is None else str(origin, "latin-1")
