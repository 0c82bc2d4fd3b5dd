"""`/data/`: every list of the schema as a file, with what its reader may see."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from functools import cached_property
from typing import Any

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route

from core.downloads.catalogue import catalogue
from core.downloads.columns import Column
from core.downloads.formats import FORMATS, Format
from core.downloads.lists import FIELDS, ListOfRows, lists_of
from core.downloads.package import data_package
from core.downloads.turns import Turns
from core.for_plugins.asking import VALIDITY, ask_pages, languages_of, reading_of, revision_of
from core.platform import Platform
from schema.serving.caching import Caching, Tags
from schema.serving.http import NO_STORE, PRIVATE, HttpError

PATH, PACKAGE, CATALOGUE = "/data", "datapackage.json", "catalog.jsonld"
ROWS_TOGETHER = 100
"""The most rows of a file that are read and written together; others are answered in between."""

Rows = list[dict[str, Any]]


class Downloads:
    """Answers with files. Their rows come from the schema, which contains what their reader may see."""

    def __init__(self, platform: Platform, caching: Caching) -> None:
        self.platform, self.caching = platform, caching
        self.turns = Turns()

    def routes(self, middleware: Sequence[Middleware]) -> list[BaseRoute]:
        """`/data/datapackage.json`, `/data/catalog.jsonld`, `/data/members.csv`, `/data/members.jsonl` and so on."""
        package = Route("/", lambda _: RedirectResponse(f"{PATH}/{PACKAGE}"))
        described = [Route(f"/{PACKAGE}", self.package), Route(f"/{CATALOGUE}", self.catalogue)]
        inside = [package, *described, Route("/{name}.{ending}", self.file)]
        return [Route(PATH, package.endpoint), Mount(PATH, routes=inside, middleware=middleware)]

    @cached_property
    def lists(self) -> dict[str, ListOfRows]:
        """The lists that are available as files, by name."""
        return lists_of(self.platform.assembled.graphql)

    async def package(self, request: Request) -> Response:
        """The Data Package that describes all files."""
        await languages_of(request)
        return JSONResponse(data_package(list(self.lists.values()), self.platform.settings.licence))

    async def catalogue(self, request: Request) -> Response:
        """The catalogue of all files, for portals that harvest it."""
        await languages_of(request)
        settings = self.platform.settings
        address = f"{settings.public_url or str(request.base_url).rstrip('/')}{PATH}/{CATALOGUE}"
        described = catalogue(list(self.lists.values()), settings.licence, address)
        return JSONResponse(described, media_type="application/ld+json")

    async def file(self, request: Request) -> Response:
        """A list as a file, or 304 if the client has its present version."""
        list_, form = self.lists.get(request.path_params["name"]), FORMATS.get(request.path_params["ending"])
        if list_ is None or form is None:
            raise HTTPException(404, f"There is no such file; {PATH}/{PACKAGE} lists those that exist.")
        tags = await self._tags(request)
        if tags is not None and (known := tags.known()) is not None:
            return Response(None, 304, self._cache_headers(known))
        given, columns = list_.variables(request.query_params), self._columns(list_, request)
        size = min(ROWS_TOGETHER, self.platform.settings.limits.page_size)
        pages = ask_pages(request, list_.document(columns, given), given, size)
        turn = self.turns.reading(request.app.state.rates.senders.sender(request))
        first = await self._first(pages, turn)
        control, validity = PRIVATE if tags is None else NO_STORE, request.scope[VALIDITY]
        headers = {"cache-control": control.decode()}
        if tags is not None and validity:
            headers = self._cache_headers(tags.of(validity))
            if tags.any_will_do:
                return Response(None, 304, headers)
        headers["content-disposition"] = f'attachment; filename="{list_.name}.{form.ending}"'
        if request.method == "HEAD":
            answer = Response(None, 200, headers, form.media_type)
            del answer.headers["content-length"]  # unknown before the file is written
            return answer
        return StreamingResponse(self._file_pieces(pages, first, columns, form, turn), 200, headers, form.media_type)

    def _columns(self, list_: ListOfRows, request: Request) -> Sequence[Column]:
        """The requested columns. Raises HttpError 400, or 403 if only stored documents are answered."""
        asked = request.query_params.get(FIELDS)
        if asked and self.platform.settings.trusted_documents_only:
            raise HttpError(
                403,
                "DOCUMENT_NOT_TRUSTED",
                f"Files have fixed columns here: leave out the parameter `{FIELDS}`.",
            )
        return list_.columns(asked, self.platform.settings.limits)

    async def _tags(self, request: Request) -> Tags | None:
        """The tags that a file may have; None unless it is for the public."""
        reading = await reading_of(request)
        if not reading.public:
            return None
        revision = await revision_of(request)
        address = f"{request.url.path}?{request.url.query}".encode()
        return self.caching.tags(revision, b"", address, reading, request.scope["headers"])

    def _cache_headers(self, tag: bytes) -> dict[str, str]:
        """The headers of a file that caches may store."""
        return {name.decode(): value.decode() for name, value in self.caching.headers(tag).items()}

    async def _first(self, pages: AsyncIterator[Rows], turn: asyncio.Lock) -> Rows:
        """The first rows. Raises HttpError 400 if the schema refuses the request that the address makes."""
        try:
            async with turn:
                return await anext(pages)
        except HttpError as error:
            if error.status not in (404, 500) or error.code == "INTERNAL":
                raise
            raise HttpError(400, error.code, error.message) from None

    async def _file_pieces(
        self, pages: AsyncIterator[Rows], first: Rows, columns: Sequence[Column], form: Format, turn: asyncio.Lock
    ) -> AsyncIterator[bytes]:
        """The file in pieces. A failure on the way cuts it off: without its end, clients see that it is incomplete."""
        yield form.begin(columns, first)
        while True:
            async with turn:
                rows = await anext(pages, None)
            if rows is None:
                return
            async with self.turns.writing:
                piece = form.go_on(columns, rows)
                await asyncio.sleep(0)
            yield piece
