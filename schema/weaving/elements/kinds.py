"""Types of expressions, made once: SQLAlchemy caches what it looks up for a dialect on the instance."""

from __future__ import annotations

from sqlalchemy import BigInteger, String, Text
from sqlalchemy.dialects.postgresql import JSONB

TEXT, STRING, WHOLE_NUMBER = Text(), String(), BigInteger()
BINARY_JSON: JSONB[object] = JSONB()
