"""GraphQL over HTTP: what a request asks, and which media type and status its answer has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import orjson

GRAPHQL = b"application/graphql-response+json"
JSON = b"application/json"
KEYS = {"query", "operationName", "variables", "extensions", "documentId", "id"}


class HttpError(Exception):
    """A request that never reaches the schema."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[bytes, bytes] | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, dict(headers or {})

    def body(self) -> bytes:
        return orjson.dumps({"errors": [{"message": self.message, "extensions": {"code": self.code}}]})


@dataclass(slots=True)
class GraphQLRequest:
    """One operation as it was sent."""

    query: str | None
    operation_name: str | None
    variables: dict[str, Any] | None
    extensions: dict[str, Any] | None
    document_id: str | None = None


def negotiated(accept: bytes | None) -> bytes:
    """The media type of the answer. Raises HttpError 406 where the client takes none that there is."""
    if not accept or accept in (b"*/*", JSON):
        return JSON
    wanted: list[tuple[float, int, bytes]] = []
    for place, item in enumerate(accept.lower().split(b",")[:50]):
        kind, _, parameters = item.strip().partition(b";")
        kind, quality = kind.strip(), 1.0
        for parameter in parameters.split(b";"):
            name, _, value = parameter.strip().partition(b"=")
            if name == b"q":
                try:
                    quality = float(value)
                except ValueError:
                    quality = 0.0
            elif name == b"charset" and value.strip(b'"') not in (b"utf-8", b"utf8"):
                quality = 0.0
        if quality > 0:
            wanted.append((-quality, place, kind))
    for _, _, kind in sorted(wanted):
        if kind == GRAPHQL:
            return GRAPHQL
        if kind in (JSON, b"application/*", b"*/*"):
            return JSON
    raise HttpError(406, "NOT_ACCEPTABLE", "Answers come as application/graphql-response+json or application/json.")


def from_body(body: bytes, content_type: bytes | None) -> GraphQLRequest:
    """The request in a POST's body. Raises HttpError 415 or 400."""
    kind, _, parameters = (content_type or b"").partition(b";")
    charset = parameters.strip().lower().partition(b"charset=")[2].strip(b'" ')
    if kind.strip().lower() != JSON or charset not in (b"", b"utf-8", b"utf8"):
        raise HttpError(415, "MEDIA_TYPE", "Send the request as application/json in UTF-8.")
    try:
        sent = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise HttpError(400, "JSON", f"The body is not JSON: {str(error)[:120]}.") from None
    except RecursionError:
        raise HttpError(400, "JSON", "The body is nested too deeply.") from None
    if isinstance(sent, list):
        raise HttpError(400, "BATCH", "Send one operation at a time: batches are not accepted.")
    return checked(sent)


def from_query(query_string: bytes) -> GraphQLRequest:
    """The request in a GET's address. Raises HttpError 400."""
    try:
        pairs = parse_qsl(query_string.decode(), keep_blank_values=True, errors="strict", max_num_fields=20)
    except ValueError:
        raise HttpError(400, "ADDRESS", "The address is not valid UTF-8, or has more than 20 parameters.") from None
    sent: dict[str, Any] = dict(pairs)
    for name in ("variables", "extensions"):
        if name in sent:
            try:
                sent[name] = orjson.loads(sent[name]) if sent[name] else None
            except (orjson.JSONDecodeError, RecursionError):
                raise HttpError(400, "JSON", f"`{name}` is not JSON.") from None
    if sent.get("operationName") == "":
        sent["operationName"] = None
    return checked(sent)


def checked(sent: Any) -> GraphQLRequest:
    """The request, its parts of the right types."""
    if not isinstance(sent, dict):
        raise HttpError(
            400, "JSON", "The request is an object with `query`, and perhaps `operationName` and `variables`."
        )
    for name, kind, called in (
        ("query", str, "a string"),
        ("operationName", str, "a string"),
        ("variables", dict, "an object"),
        ("extensions", dict, "an object"),
        ("documentId", str, "a string"),
    ):
        if sent.get(name) is not None and not isinstance(sent[name], kind):
            raise HttpError(400, "PARAMETER", f"`{name}` must be {called}.")
    if sent.get("query") is None and sent.get("documentId") is None and not sent.get("extensions"):
        raise HttpError(400, "NO_QUERY", "Send a GraphQL document in `query`.")
    return GraphQLRequest(
        sent.get("query"),
        sent.get("operationName"),
        sent.get("variables"),
        sent.get("extensions"),
        sent.get("documentId"),
    )
