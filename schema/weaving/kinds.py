"""Types of expressions, made once: what SQLAlchemy finds out of one for a dialect, it keeps with that instance."""

from __future__ import annotations

from sqlalchemy import BigInteger, String, Text
from sqlalchemy.dialects.postgresql import JSONB

TEXT, STRING, WHOLE = Text(), String(), BigInteger()
BINARY_JSON: JSONB[object] = JSONB()
