"""Pages of other sites may read, never with anybody's credentials: a token is sent by whoever has it."""

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
"""What scripts of other sites may read of an answer's headers."""


class Sharing(CORSMiddleware):
    """Starlette's, whose refusals are JSON as all others are."""

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

    def said(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        """What the answer to a POST says of who may read it; nothing where no page asks."""
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
    """Cross-origin sharing for the origins that are named, or `*`."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self.app = app
        self.sharing = Sharing(app, origins)

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] == "websocket":
            return self._socket(scope, receive, send)
        # Answers to POST are kept by no cache, so only those with an origin need to say who may read them.
        alone = scope["type"] != "http" or (scope["method"] == "POST" and origin_of(scope) is None)
        return (self.app if alone else self.sharing)(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Browsers let any page open a web socket: it is here that one of another origin is refused."""
        origin = origin_of(scope)
        if origin is None or self.sharing.is_allowed_origin(origin) or _is_own(origin, scope):
            await self.app(scope, receive, send)
        else:
            await refuse_socket(receive, send, FORBIDDEN, "Pages of this origin may not read here.")


def _is_own(origin: str, scope: Scope) -> bool:
    """Whether a page comes from this server: GraphiQL, for instance."""
    return origin.partition("://")[2].encode("latin-1") == headers_of(scope).get(b"host")


def origin_of(scope: Scope) -> str | None:
    """The site whose page sends a request, as browsers say; None where none does."""
    origin = headers_of(scope).get(b"origin")
    return None if origin is None else str(origin, "latin-1")
