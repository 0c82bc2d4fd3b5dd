"""Pages that are made from the code: one for each hook, the schema, the face, where each rule is enforced."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    get_named_type,
)
from graphql.utilities import print_type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from sqlalchemy import Constraint

from core import Refusal, hookspecs
from core.face import FACE, MODULES
from core.hosting.hooks import contributions_to
from core.plugins import load_plugins

ROOT = Path(__file__).resolve().parents[1]
KINDS: dict[str, Any] = {
    "Objects": GraphQLObjectType,
    "Inputs": GraphQLInputObjectType,
    "Enums": GraphQLEnumType,
    "Interfaces": GraphQLInterfaceType,
    "Unions": GraphQLUnionType,
    "Scalars": GraphQLScalarType,
}
ROOTS = ("Query", "Mutation", "Subscription")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the made pages, and those that are there, into the navigation."""
    nav = [item for item in config.nav or [] if "Hooks" not in item and "The schema" not in item]
    nav.append({"Hooks": [f"hooks/{name}.md" for name in hooks()]})
    nav.append({"The schema": [f"schema/{name.lower()}.md" for name in (*ROOTS, *KINDS)]})
    known = {
        "index.md", "codes.md", "recipes.md", "conformance.md", "face.md", "changes.md", "declaration.md", "sources.md",
    }  # fmt: skip
    more = sorted(path.name for path in (ROOT / "docs").glob("*.md") if path.name not in known)
    if more:
        nav.append({"Operation": more})
    config.nav = nav
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the made pages."""
    for path, content in pages():
        files.append(File.generated(config, path, content=content))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Fill in what stands in the code."""
    for name, made in (("face", face), ("codes", codes), ("sources", sources)):
        if f"<!-- {name} -->" in markdown:
            markdown = markdown.replace(f"<!-- {name} -->", made())
    return re.sub(r"<!-- where ([MDCEPS]\d) -->", lambda found: where(found[1]), markdown)


def pages() -> Iterator[tuple[str, str]]:
    """Path and content of each made page."""
    for name, function in hooks().items():
        yield f"hooks/{name}.md", _hook(name, function)
    schema = build_schema((ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8"))
    places = _places(schema)
    for name in ROOTS:
        yield f"schema/{name.lower()}.md", _root(schema, name, places)
    for kind, python in KINDS.items():
        types = [found for found in schema.type_map.values() if isinstance(found, python) and found.name in places]
        yield f"schema/{kind.lower()}.md", _types(kind, types, places)


def hooks() -> dict[str, Any]:
    """The hooks by name, in the order of the contract."""
    return {name: value for name, value in vars(hookspecs).items() if hasattr(value, "nmirf_spec")}


def _hook(name: str, function: Any) -> str:
    signature = inspect.signature(function)
    example = _example(name)
    first = getattr(function, "nmirf_spec", {}).get("firstresult")
    shown = f"def {name}{signature}".replace("'", "")
    text = f"# {name}\n\n```python\n{shown}\n```\n\n{inspect.getdoc(function)}\n\n"
    recipe = _recipe(name)
    if recipe:
        text += f"How: [{recipe[0]}](../recipes.md#{recipe[1]}).\n\n"
    if first:
        text += "The first plugin that answers counts; the others are not asked.\n\n"
    if example:
        text += f"## As {example[0]} does it\n\n```python\n{example[1]}```\n"
    else:
        text += "No plugin that ships with the platform implements it.\n"
    return text


def _recipe(hook: str) -> tuple[str, str] | None:
    """Title and anchor of the recipe that speaks of a hook."""
    text = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")
    for section in text.split("\n## ")[1:]:
        title = section.partition("\n")[0]
        if f"`{hook}`" in section:
            return title, re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    return None


def _example(name: str) -> tuple[str, str] | None:
    """Whose implementation is the shortest, among the plugins that ship and the example, and how it reads."""
    found = []
    for module in ("core.members", "plugins.practices", "plugins.partnerships", "plugins.voting"):
        try:
            function = getattr(import_module(module), name, None)
        except ImportError:
            continue
        if function is not None:
            found.append((module, inspect.getsource(function)))
    hooks_of_trainings = (ROOT / "examples" / "trainings" / "trainings" / "__init__.py").read_text(encoding="utf-8")
    match = re.search(rf"@hookimpl\ndef {name}\(.*?(?=\n\n\n|\Z)", hooks_of_trainings, re.DOTALL)
    if match:
        found.append(("`examples/trainings`", match[0].rstrip() + "\n"))
    return min(found, key=lambda pair: len(pair[1])) if found else None


def _places(schema: GraphQLSchema) -> dict[str, str]:
    places = {}
    for kind, python in KINDS.items():
        for name, found in schema.type_map.items():
            if isinstance(found, python) and not name.startswith("__"):
                places[name] = f"{name.lower()}.md" if name in ROOTS else f"{kind.lower()}.md#{name.lower()}"
    return places


def _linked(kind: Any, places: dict[str, str]) -> str:
    name = get_named_type(kind).name
    return f"[`{kind}`]({places[name]})"


def _about(described: Any) -> str:
    about = " ".join((described.description or "").split())
    return f" – {about}" if about else ""


def _root(schema: GraphQLSchema, name: str, places: dict[str, str]) -> str:
    kind = schema.type_map.get(name)
    text = f"# {name}\n\n"
    if not isinstance(kind, GraphQLObjectType):
        return text + "There is none.\n"
    for field, found in kind.fields.items():
        text += (
            f"## {field}\n\n{' '.join((found.description or '').split())}\n\nAnswers {_linked(found.type, places)}.\n\n"
        )
        for key, argument in found.args.items():
            text += f"- `{key}`: {_linked(argument.type, places)}{_about(argument)}\n"
        text += "\n"
    return text


def _types(kind: str, types: list[GraphQLNamedType], places: dict[str, str]) -> str:
    text = f"# {kind}\n\n"
    if not types:
        return text + "There are none.\n"
    for found in sorted(types, key=lambda item: item.name):
        if found.name in ROOTS:
            continue
        text += f"## {found.name}\n\n{(found.description or '').strip()}\n\n"
        if isinstance(found, GraphQLObjectType | GraphQLInputObjectType | GraphQLInterfaceType):
            for name, field in found.fields.items():
                reason = f" **Deprecated:** {field.deprecation_reason}" if field.deprecation_reason else ""
                text += f"- `{name}`: {_linked(field.type, places)}{_about(field)}{reason}\n"
            text += "\n"
        elif isinstance(found, GraphQLEnumType):
            text += "".join(f"- `{name}`{_about(value)}\n" for name, value in found.values.items()) + "\n"
        elif isinstance(found, GraphQLUnionType):
            text += f"```graphql\n{print_type(found)}\n```\n\n"
    return text


def codes() -> str:
    """The codes of all refusals, with what each says, and the type that has its facts."""
    plugins = load_plugins()
    types = {
        raised: kind for _, found in contributions_to(plugins, "register_error_types") for raised, kind in found.items()
    }
    rows = set()
    waiting = [Refusal]
    while waiting:
        raised = waiting.pop()
        waiting += raised.__subclasses__()
        if raised is not Refusal and raised.__module__.partition(".")[0] in ("core", "plugins"):
            kind = types.get(raised)
            name = "" if kind is None else kind.__strawberry_definition__.name  # type: ignore[attr-defined]
            facts = f"[{name}](schema/objects.md#{name.lower()})" if name else ""
            rows.add((raised.code, " ".join((inspect.getdoc(raised) or "").split()), facts))
    listed = "".join(f"| `{code}` | {said} | {facts} |\n" for code, said, facts in sorted(rows))
    return f"| code | what is refused | facts |\n| --- | --- | --- |\n{listed}"


def sources() -> str:
    """Where the reference data of core and of each plugin comes from, as it is told beside them."""
    text = ""
    for path in sorted([*ROOT.glob("core/*/data/sources.md"), *ROOT.glob("plugins/*/data/sources.md")]):
        told = path.read_text(encoding="utf-8").partition("\n")[2]
        text += f"## {path.parents[1].name.capitalize()}\n\n{told.strip()}\n\n"
    return text


def face() -> str:
    """What authors may import, with what each is."""
    text = f"The version is {FACE}.\n\n"
    for module in MODULES:
        found = import_module(module)
        text += f"## {module}\n\n"
        for name in sorted(found.__all__):
            text += _of_the_face(name, getattr(found, name))
    return text


def _of_the_face(name: str, thing: Any) -> str:
    """One thing that authors import: how it is called, what it is, what it has."""
    text = f"### `{name}`\n\n"
    if inspect.isfunction(thing) or is_dataclass(thing) or _is_made_by_authors(thing):
        text += f"```python\n{name}{_signature(thing)}\n```\n\n"
    if isinstance(thing, type) and issubclass(thing, Enum):
        text += f"`{'`, `'.join(thing.__members__)}`\n\n"
    about = inspect.getdoc(thing) if callable(thing) else said_below(name)
    text += f"{about or ''}\n\n"
    for member, value in sorted(vars(thing).items()) if isinstance(thing, type) else ():
        told = inspect.getdoc(value)
        if not isinstance(value, property) and not inspect.isfunction(value):
            continue
        if told and not member.startswith(("_", "process_", "load_", "coerce_")):
            taken = "" if isinstance(value, property) else _signature(value)
            text += f"- `{member}{taken}`: {' '.join(told.split())}\n"
    return f"{text}\n"


def _is_made_by_authors(thing: Any) -> bool:
    """Whether it is a refusal that they raise, or a constraint of their tables."""
    return isinstance(thing, type) and issubclass(thing, Exception | Constraint)


def _signature(thing: Any) -> str:
    """How it is called, with each type as it is written there: of a dataclass, Strawberry has put its own in."""
    signature = inspect.signature(thing)
    written = inspect.get_annotations(thing)
    taken = [one.replace(annotation=written.get(one.name, one.annotation)) for one in signature.parameters.values()]
    shown = re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(signature.replace(parameters=taken)))
    return shown.replace("(self, ", "(").replace("(self)", "()").removesuffix(" -> None")


def said_below(name: str) -> str:
    """What stands below the assignment of a constant of the face."""
    for folder in ("core", "schema"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            found = re.search(rf'^{name} = [^\n]*\n"""(.*?)"""', path.read_text(encoding="utf-8"), re.M | re.S)
            if found:
                return " ".join(found[1].split())
    return ""


def where(rule: str) -> str:
    """The functions whose docstrings say that they hold a rule of DESIGN's numbering."""
    found = []
    for folder in ("core/members", "plugins"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef) and path.name != "mutations.py":
                    named = re.match(r"\(([^)]*)\)", ast.get_docstring(node) or "")
                    if named and rule in named[1]:
                        found.append(f"`{node.name}` in {path.relative_to(ROOT)}")
    return ", ".join(dict.fromkeys(found)) or "not named in the code"
