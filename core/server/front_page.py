"""The page at `/`: what the platform is, and the way to all that it offers, for everybody who opens its address."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files
from string import Template

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from core.downloads.formats import FORMATS
from core.downloads.lists import ListOfRows, lists_of
from core.downloads.routes import PATH
from core.platform import Platform
from schema.serving.caching import ANY, matches, none_match

OfPlugins = Sequence[tuple[str, Sequence[BaseRoute]]]
"""The routes of each plugin, with its name."""
CODE = re.compile("`([^`]+)`")
"""How descriptions of the schema mark what is written exactly so, as in Markdown."""


def front_page(platform: Platform, of_plugins: OfPlugins) -> Route:
    """The route of the page. Caches must revalidate it each time, like all static files."""
    page = _page(platform, of_plugins)
    tag = f'"{hashlib.blake2b(page.encode(), digest_size=12).hexdigest()}"'
    headers = {"cache-control": "no-cache", "etag": tag}

    async def answer(request: Request) -> Response:
        wanted = none_match(request.scope["headers"])
        if wanted == ANY or matches(tag.encode(), wanted):
            return Response(status_code=304, headers=headers)
        return HTMLResponse(page, headers=headers)

    return Route("/", answer)


def _page(platform: Platform, of_plugins: OfPlugins) -> str:
    settings, lists = platform.settings, lists_of(platform.assembled.graphql).values()
    return Template((files("core") / "server/front_page.html").read_text("utf-8")).substitute(
        schema=_link("schema.graphql", "Schema") if settings.introspection else "",
        lists="".join(map(_list_item, lists)),
        plugins=_plugins_section(of_plugins),
        licence=_footer(settings.licence),
    )


def _list_item(list_: ListOfRows) -> str:
    links = [
        _link(f"{PATH[1:]}/{list_.name}.{form.ending}", form.name, f"{list_.title} as {form.name}")
        for form in FORMATS.values()
    ]
    return _item(list_.title, list_.summary, links)


def _plugins_section(of_plugins: OfPlugins) -> str:
    """The files of plugins, if any has some."""
    found = [(name, _listed_paths(routes)) for name, routes in of_plugins]
    items = [
        _item(name.replace("_", " ").capitalize(), "", [_link(name + path, path[1:]) for path in paths])
        for name, paths in found
        if paths
    ]
    return f"<section><h2>Other files</h2><ul>{''.join(items)}</ul></section>" if items else ""


def _listed_paths(routes: Sequence[BaseRoute]) -> list[str]:
    """The paths that can be opened as they are, except those that their plugin does not want to be listed."""
    pages = (route for route in routes if isinstance(route, Route) and "GET" in (route.methods or ()))
    return [page.path for page in pages if page.include_in_schema and not page.param_convertors]


def _footer(licence: Mapping[str, str]) -> str:
    if not licence:
        return ""
    address, name = licence.get("path"), licence.get("name") or licence["path"]
    return f"<footer><p>Licence of the records: {_link(address, name) if address else escape(name)}</p></footer>"


def _item(title: str, text: str, links: Iterable[str]) -> str:
    return (
        f"<li><span><strong>{escape(title)}</strong> {_prose(text)}</span>"
        f'<span class="links">{" ".join(links)}</span></li>'
    )


def _prose(text: str) -> str:
    return CODE.sub(r"<code>\1</code>", escape(text))


def _link(address: str, text: str, label: str = "") -> str:
    """label: what the text alone does not say, for those who hear the page."""
    named = f' aria-label="{escape(label)}"' if label else ""
    return f'<a href="{escape(address)}"{named}>{escape(text)}</a>'
