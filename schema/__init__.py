"""The one GraphQL schema: how it is declared, assembled and answered.

Plugin authors import from here: `node` and `record` declare types over tables; `column`, `text`, `written_in`,
`there_in`, `reference`, `one`, `many`, `part`, `connection`, `resolved` and `by_id` their fields; `value` declares a
value of an enum; `filters` and `where` declare filters, `mutation` and `subscription` changes.
"""

from schema.declaring.bitmaps import Bitmaps, Under
from schema.declaring.columns import (
    Bits,
    Code,
    Identifier,
    Instant,
    Names,
    SortKey,
    Texts,
    first_moment,
    in_seconds,
    last_moment,
    parsed_day,
)
from schema.declaring.constraints import HasOriginal, PresentWhere
from schema.declaring.declarations import Order
from schema.declaring.enums import value
from schema.declaring.facts import given
from schema.declaring.field_kinds import Argument, Connection
from schema.declaring.fields import (
    by_id,
    column,
    connection,
    facet,
    many,
    one,
    part,
    reference,
    resolved,
    text,
    through,
    where,
    within,
)
from schema.declaring.indexes import partial_index
from schema.declaring.language_fields import there_in, written_in
from schema.declaring.rewriting import texts_to_binary, texts_to_json
from schema.declaring.scalars import Language, OrderDirection
from schema.declaring.sources import Source
from schema.declaring.types import filters, node, record
from schema.declaring.writes import Changed, Mutation, UserError, changes_in, mutation, subscription
from schema.request.languages import LANGUAGES, text_in
from schema.request.reading import Reading
from schema.request.values import each
from schema.weaving.elements.among import among

__all__ = [
    "LANGUAGES",
    "Argument",
    "Bitmaps",
    "Bits",
    "Changed",
    "Code",
    "Connection",
    "HasOriginal",
    "Identifier",
    "Instant",
    "Language",
    "Mutation",
    "Names",
    "Order",
    "OrderDirection",
    "PresentWhere",
    "Reading",
    "SortKey",
    "Source",
    "Texts",
    "Under",
    "UserError",
    "among",
    "by_id",
    "changes_in",
    "column",
    "connection",
    "each",
    "facet",
    "filters",
    "first_moment",
    "given",
    "in_seconds",
    "last_moment",
    "many",
    "mutation",
    "node",
    "one",
    "parsed_day",
    "part",
    "partial_index",
    "record",
    "reference",
    "resolved",
    "subscription",
    "text",
    "text_in",
    "texts_to_binary",
    "texts_to_json",
    "there_in",
    "through",
    "value",
    "where",
    "within",
    "written_in",
]
