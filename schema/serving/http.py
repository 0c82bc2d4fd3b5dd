"""GraphQL over HTTP: reads requests, and chooses media types and statuses of answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import NoneType
from typing import Any
from urllib.parse import parse_qsl

import orjson
from graphql import GraphQLError

from schema.execution.answer import Answer
from schema.limits import Limits, require_few_values
from schema.request.accept_headers import ranges_of

GRAPHQL = b"application/graphql-response+json"
JSON = b"application/json"
METHODS = b"GET, HEAD, POST, OPTIONS"
Response = tuple[int, list[tuple[bytes, bytes]], bytes]
"""Status, headers and body of an answer."""
SENT_AGAIN = (200, 429, 503)
"""The statuses of refusals after which a client sends the same again: with the document's text, or a little later."""
_TEXT, _OBJECT = (str, NoneType), (dict, NoneType)
PARAMETERS = {
    "query": _TEXT,
    "operationName": _TEXT,
    "variables": _OBJECT,
    "extensions": _OBJECT,
    "documentId": _TEXT,
}
BYTES_PER_VALUE = 2
"""The fewest bytes that a value takes in JSON."""
NO_STORE = b"no-store"
"""Cache-Control of an answer that no cache may store."""
PRIVATE = b"private, no-store"
"""Cache-Control of an answer that is not the public's."""


class HttpError(Exception):
    """The refusal of a request before it reaches the schema."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[bytes, bytes] | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, dict(headers or {})

    def body(self) -> bytes:
        """The body of the answer."""
        return orjson.dumps({"errors": [self.formatted]})

    @property
    def formatted(self) -> dict[str, Any]:
        """The error as an answer has it."""
        return {"message": self.message, "extensions": {"code": self.code}}


class NotAdmitted(HttpError):
    """The refusal of a sender, whatever it asks: 401 where another token may help, 403 where none does."""


@dataclass(slots=True)
class GraphQLRequest:
    """One operation as it was sent."""

    query: str | None
    operation_name: str | None
    variables: dict[str, Any] | None
    extensions: dict[str, Any] | None
    document_id: str | None = None

    @property
    def names_a_document(self) -> bool:
        """Whether it names its document; clients of graphql-ws send an empty text as well."""
        return self.document_id is not None or (self.extensions or {}).get("persistedQuery") is not None

    @property
    def shows_cost(self) -> bool:
        """Whether the answer has to include its cost: `"extensions": {"cost": true}`."""
        return self.extensions is not None and self.extensions.get("cost") is True


def media_type_for(accept: bytes | None) -> bytes:
    """The media type of the answer. Raises HttpError 406 if the client accepts neither of the two."""
    if not accept or accept in (b"*/*", JSON):
        return JSON
    liked = accepted_types(accept)
    # For each type the most specific range counts (RFC 9110, 12.5.1); of two with the same weight, the first.
    best, (quality, _) = max(((kind, _preference(kind, liked)) for kind in (JSON, GRAPHQL)), key=lambda found: found[1])
    if quality > 0:
        return best
    raise HttpError(406, "NOT_ACCEPTABLE", "Answers come as application/graphql-response+json or application/json.")


def accepted_types(accept: bytes) -> dict[str, tuple[float, int]]:
    """The ranges of an Accept header by name: the weight of each, and its place, earlier ones higher."""
    liked: dict[str, tuple[float, int]] = {}
    for place, found in enumerate(ranges_of(accept)):
        readable = found.parameters.get("charset", "utf-8") in ("utf-8", "utf8")
        liked.setdefault(found.name, (found.quality if readable else 0.0, -place))
    return liked


def media_type_of_refusal(error: HttpError, accept: bytes | None) -> bytes:
    """The media type of a refusal before the request reached the schema.

    Clients read the code of an error in GRAPHQL, but take an error status in JSON for a failure on the way, after which
    they send the request again: JSON is only for refusals after which they should.
    """
    if error.status in SENT_AGAIN:
        return JSON
    try:
        return media_type_for(accept)
    except HttpError:
        return JSON


def _preference(kind: bytes, liked: Mapping[str, tuple[float, int]]) -> tuple[float, int]:
    return next((liked[one] for one in (kind.decode(), "application/*", "*/*") if one in liked), (0.0, 0))


def require_json(headers: Mapping[bytes, bytes]) -> None:
    """Accept only JSON, which the page of another site cannot send without a preflight (CSRF). Raises HttpError 415."""
    sent = headers.get(b"content-type", b"")
    if sent != JSON:
        kind, _, parameters = sent.partition(b";")
        charset = parameters.strip().lower().partition(b"charset=")[2].strip(b'" ')
        if kind.strip().lower() != JSON or charset not in (b"", b"utf-8", b"utf8"):
            raise HttpError(415, "MEDIA_TYPE", "Send the request as application/json in UTF-8.")
    if b"content-encoding" in headers and headers[b"content-encoding"].strip().lower() not in (b"", b"identity"):
        raise HttpError(
            415, "CONTENT_ENCODING", "Send the request without compression.", {b"accept-encoding": b"identity"}
        )


def from_body(body: bytes, limits: Limits) -> GraphQLRequest | list[GraphQLRequest]:
    """The request in a POST's body, or the requests of a batch. Raises HttpError 400."""
    try:
        sent = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise HttpError(400, "JSON", f"The body is not JSON: {str(error)[:120]}.") from None
    if not isinstance(sent, list):
        return request_of(sent, len(body), limits)
    if not limits.batch:
        raise HttpError(400, "BATCH", "Send one operation at a time: batches are not accepted.")
    if not 1 <= len(sent) <= limits.batch:
        raise HttpError(400, "BATCH", f"The batch has {len(sent):,} operations; send 1 to {limits.batch}.")
    return [request_of(one, len(body), limits) for one in sent]


def from_query(query_string: bytes, limits: Limits) -> GraphQLRequest:
    """The request in a GET's address. Raises HttpError 400."""
    try:
        pairs = parse_qsl(query_string.decode(), keep_blank_values=True, errors="strict", max_num_fields=20)
    except ValueError:
        raise HttpError(400, "ADDRESS", "The address is not valid UTF-8, or has more than 20 parameters.") from None
    sent: dict[str, Any] = dict(pairs)
    if len(sent) < len(pairs):
        raise HttpError(400, "PARAMETER", "The address gives a parameter twice; give each once.")
    for name in ("variables", "extensions"):
        if name in sent:
            try:
                sent[name] = orjson.loads(sent[name]) if sent[name] else None
            except orjson.JSONDecodeError:
                raise HttpError(400, "JSON", f"`{name}` is not JSON.") from None
    if sent.get("operationName") == "":
        sent["operationName"] = None
    return request_of(sent, len(query_string), limits)


def request_of(sent: Any, size: int, limits: Limits) -> GraphQLRequest:
    """The request, its parts checked for their types. size: the bytes that it was sent in. Raises HttpError 400."""
    if not isinstance(sent, dict):
        raise HttpError(
            400, "JSON", "The request is an object with `query`, and perhaps `operationName` and `variables`."
        )
    for name, value in sent.items():
        if name in PARAMETERS and not isinstance(value, PARAMETERS[name]):
            called = "an object" if dict in PARAMETERS[name] else "a string"
            raise HttpError(400, "PARAMETER", f"`{name}` must be {called}.")
    get = sent.get
    request = GraphQLRequest(get("query"), get("operationName"), get("variables"), get("extensions"), get("documentId"))
    if request.query == "" and request.names_a_document:
        request.query = None
    if request.query is None and request.document_id is None and not request.extensions:
        raise HttpError(400, "NO_QUERY", "Send a GraphQL document in `query`, or its `documentId`.")
    if size > BYTES_PER_VALUE * limits.values:
        try:
            require_few_values(request.variables, limits)
        except GraphQLError as error:
            raise HttpError(400, "VALUES", error.message) from None
    return request


def response_parts(kind: bytes, answer: Answer) -> tuple[int, bytes, bytes]:
    """Status, media type and body of an answer. Raises HttpError 405 if the operation needs another method."""
    if answer.method_not_allowed:
        message = "GET is for queries: send mutations with POST, and subscribe over a web socket."
        raise HttpError(405, "METHOD", message, {b"allow": b"POST"})
    return (200 if answer.executed or kind != GRAPHQL else 400), kind, answer.body


def response_headers(
    headers: Mapping[bytes, bytes], status: int, kind: bytes, body: bytes
) -> list[tuple[bytes, bytes]]:
    """These headers of an answer, and those that describe its body."""
    written = list(headers.items())
    if status not in (204, 304):
        written.append((b"content-type", kind if b"charset" in kind else kind + b"; charset=utf-8"))
        written.append((b"content-length", str(len(body)).encode()))
    return written
