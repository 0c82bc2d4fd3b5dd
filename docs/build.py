"""What MkDocs calls: pages and tables that are made from the code, each by a module of `docs/building/`."""

from __future__ import annotations

import re
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from docs.building import hooks, schema
from docs.building.codes import codes
from docs.building.face import face
from docs.building.rules import where
from docs.building.settings import settings
from docs.building.sources import sources

TABLES = {"face": face, "codes": codes, "settings": settings, "sources": sources}
"""What stands in a page where a comment has one of these names."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the made pages behind those that mkdocs.yml names."""
    made = {
        "Hooks": [hooks.path_of(name) for name in hooks.hooks()],
        "The schema": [schema.path_of(name) for name in (*schema.ROOTS, *schema.KINDS)],
    }
    config.nav = [*(config.nav or []), *({title: paths} for title, paths in made.items())]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the made pages."""
    for path, content in (*hooks.pages(), *schema.pages()):
        files.append(File.generated(config, path, content=content))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Fill in what stands in the code."""
    for name, made in TABLES.items():
        if f"<!-- {name} -->" in markdown:
            markdown = markdown.replace(f"<!-- {name} -->", made())
    return re.sub(r"<!-- where ([MDCEPS]\d) -->", lambda found: where(found[1]), markdown)
