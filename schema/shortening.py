"""Statements in fewer words: drivers look a statement up by its text, byte by byte, each time that it is run."""

from __future__ import annotations

import re
from itertools import chain, zip_longest

_CONSTANTS = re.compile(r"('(?:[^']|'')*')")
_PLAIN = re.compile(r"\b(?:FROM|JOIN) (\w{4,})\b(?! AS\b|[.(])")
_LABEL = re.compile(r" AS (\w+_\d+)(?= \nFROM )")
_NAMED = re.compile(r"\b(FROM|JOIN) (\w+) AS (?=\w)")
_BETWEEN = "\0"
"""Stands for a constant; no statement holds it."""


def shortened(sql: str) -> str:
    """The same statement: tables without a name of their own get a short one, labels that nothing names get none.

    What is so in any case is left out.
    """
    code, constants = _BETWEEN.join(_CONSTANTS.split(sql)[::2]), _CONSTANTS.findall(sql)
    for number, table in enumerate(dict.fromkeys(_PLAIN.findall(code)), 1):
        code = _named(code, table, f"_{number}")
    code = _LABEL.sub(lambda label: label[0] if code.count(label[1]) > 1 else "", code)
    code = _NAMED.sub(r"\1 \2 ", code).replace(" LEFT OUTER JOIN ", " LEFT JOIN ").replace(" ASC", "")
    return "".join(chain.from_iterable(zip_longest(code.split(_BETWEEN), constants, fillvalue="")))


def _named(code: str, table: str, name: str) -> str:
    """The code with another name for a table; as it is where the table is mentioned in any way unforeseen."""
    mentioned, foreseen = rf"\b{table}\b(?!\.)", rf"\b(FROM|JOIN) {table}\b"
    if len(re.findall(mentioned, code)) > len(re.findall(foreseen, code)):
        return code
    return re.sub(rf"\b{table}\.", f"{name}.", re.sub(rf"{foreseen}(?! AS\b)", rf"\1 {table} {name}", code))
