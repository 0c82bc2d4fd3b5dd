"""Checks of a plugin's declarations: names, imports, and whether it fits into the schema."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from graphql import find_breaking_changes

from core.assembly import assemble_schema
from core.conformance.examination import Examination
from core.errors import StartupError
from core.plugins.face import FACE, MODULES
from core.plugins.finding import plugin_names
from core.plugins.names import MEMBERS


def starts(examination: Examination) -> Iterator[str]:
    """The platform starts with the plugin and migrates: nothing clashes or is missing, and all annotations resolve."""
    try:
        assemble_schema(examination.plugins)
        _ = examination.module
        examination.migrated()
    except (StartupError, LookupError) as error:
        yield str(error)


def schema_compatible(examination: Examination) -> Iterator[str]:
    """A query that does not use the plugin gets the same answer with it."""
    without = assemble_schema(examination.others).graphql
    together = assemble_schema(examination.plugins).graphql
    for change in find_breaking_changes(without, together):
        yield f"With {examination.name!r}, documents that are valid without it break: {change.description}"


def imports_the_face_only(examination: Examination) -> Iterator[str]:
    """A plugin imports only the face of the platform, and of other plugins only those that it requires."""
    required = set(getattr(examination.module, "requires", ()))
    own = examination.module.__name__
    if not hasattr(examination.module, "requires_face") and not _comes_with_the_platform(own):
        yield (
            f'{own} does not say which version of the face it is written for: write requires_face = "{FACE}" in it. '
            "Otherwise a platform with another one loads it, and it fails later."
        )
    others = {}
    for name in plugin_names(examination.plugins):
        plugin = examination.plugins.get_plugin(name)
        if name not in (examination.name, MEMBERS) and plugin is not None:
            others[plugin.__name__] = name
    for file, line, imported, names in _imports(examination):
        if _within(imported, own):
            continue
        where = f"{file.name}:{line}"
        if imported.partition(".")[0] in ("core", "schema") and imported not in MODULES:
            yield (
                f"{where} imports {imported}, which is not for plugins and may change from day to day: import from "
                f"{', '.join(MODULES)}."
            )
        elif imported in MODULES and (unlisted := _unlisted(imported, names)):
            yield (
                f"{where} imports {', '.join(unlisted)} from {imported}, which does not list it: it is not for plugins "
                f"and may change from day to day. Import what is in {imported}.__all__."
            )
        for package, name in others.items():
            if _within(imported, package) and not (name in required and imported == package):
                instead = f"import from {package} itself" if name in required else f"write requires = ({name!r},)"
                yield f"{where} imports {imported} of the plugin {name!r}: {instead}, and extend it through hooks."


def _comes_with_the_platform(module: str) -> bool:
    return module.partition(".")[0] in ("core", "plugins")


def _unlisted(face: str, names: set[str]) -> list[str]:
    """The names imported from a module of the face that are not for plugins."""
    modules = {module.rpartition(".")[2] for module in MODULES if module.rpartition(".")[0] == face}
    return sorted(names - set(import_module(face).__all__) - modules - {"*"})


def _within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def _imports(examination: Examination) -> Iterator[tuple[Path, int, str, set[str]]]:
    """File, line, module and names of each import of the plugin, except those for type checking."""
    source = examination.module.__file__
    if source is None:
        return
    package = hasattr(examination.module, "__path__")
    files = sorted(Path(source).parent.rglob("*.py")) if package else [Path(source)]
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        aside = {id(inner) for node in ast.walk(tree) if _for_types(node) for inner in ast.walk(node)}
        for node in ast.walk(tree):
            if id(node) in aside:
                continue
            if isinstance(node, ast.Import):
                yield from ((file, node.lineno, alias.name, set()) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield file, node.lineno, node.module, {alias.name for alias in node.names}


def _for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
