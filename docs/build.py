"""The hooks of MkDocs: they add pages and tables that modules of `docs/building/` generate from the code."""

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
"""The generated content that replaces a comment with one of these names in a page."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Add the generated pages to the navigation, after those that mkdocs.yml names."""
    generated = {
        "Hooks": [hooks.path_of(name) for name in hooks.hooks()],
        "The schema": [schema.path_of(name) for name in (*schema.ROOTS, *schema.KINDS)],
    }
    config.nav = [*(config.nav or []), *({title: paths} for title, paths in generated.items())]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages."""
    for path, content in (*hooks.pages(), *schema.pages()):
        files.append(File.generated(config, path, content=content))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Fill in the content that is generated from the code."""
    for name, generate in TABLES.items():
        if f"<!-- {name} -->" in markdown:
            markdown = markdown.replace(f"<!-- {name} -->", generate())
    return re.sub(r"<!-- where ([MDCEPS]\d) -->", lambda found: where(found[1]), markdown)
