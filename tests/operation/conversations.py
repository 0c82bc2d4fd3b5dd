"""Conversations of clients on one connection: requests in order, in parts, in one piece, and malformed ones."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import orjson
from graphql import get_introspection_query

from tests.operation.server_in_thread import post

BODY = b'{"query": "query Kept { members { totalCount } states(first: 2) { nodes { name } } }"}'
ASKED = post(BODY)
FROM_A_PAGE = post(BODY, "origin: https://portal.example")
WITH_A_TOKEN = post(BODY, "authorization: Bearer {token}")
GRAPHQL = "accept: application/graphql-response+json"
UNLIMITED = {"rate_limit": "off", "token_rate_limit": "off"}
FOR_ONE_SITE: dict[str, Any] = {**UNLIMITED, "cors_origins": ("https://portal.example",)}
TALKS: dict[str, tuple[bytes, ...]] = {
    "a request": (ASKED,),
    "four, one after the other": (ASKED, ASKED, ASKED, ASKED),
    "a language": (post(BODY, "accept-language: fr"), post(BODY, "accept-language: ar, en;q=0.5")),
    "media types": (post(BODY, GRAPHQL), post(BODY, "accept: */*"), post(BODY, "accept: text/html, */*;q=0.1")),
    "no media type that there is": (post(BODY, "accept: image/png"), ASKED),
    "no JSON": (post(BODY, kind="text/plain"), ASKED),
    "JSON in another charset": (post(BODY, kind="application/json; charset=latin-1"), ASKED),
    "compressed": (post(BODY, "content-encoding: gzip"), ASKED),
    "an id of its own": (post(BODY, "x-request-id: abc-12345"), post(BODY, "x-request-id: no")),
    "an origin": (FROM_A_PAGE, FROM_A_PAGE, ASKED, FROM_A_PAGE),
    "another origin": (post(BODY, "origin: https://other.example"), post(BODY, "origin: null"), FROM_A_PAGE),
    "two origins": (post(BODY, "origin: https://portal.example", "origin: https://other.example"), ASKED),
    "an origin and a token": (post(BODY, "origin: https://portal.example", "authorization: Bearer {token}"),) * 2,
    "a token": (WITH_A_TOKEN, WITH_A_TOKEN, ASKED, WITH_A_TOKEN),
    "a token and what else a request says": (
        post(BODY, "authorization: bearer  {token} ", "accept-language: fr", GRAPHQL),
        post(BODY, "authorization: Bearer {token}", "x-request-id: abc-12345"),
        post(BODY, "authorization: Bearer {token}", kind="text/plain"),
        post(BODY, "authorization: Bearer {token}", "accept: image/png"),
        post(b"{", "authorization: Bearer {token}"),
    ),
    "a token not in force": (post(BODY, "authorization: Bearer nmirf_unknown"),) * 4,
    "no token in its place": (
        post(BODY, "authorization: "),
        post(BODY, "authorization: Bearer"),
        post(BODY, "authorization: Basic {token}"),
        post(BODY, "authorization: Bearer {token}", "authorization: Bearer nmirf_unknown"),
    ),
    "a token with a mutation": (
        post(b'{"query": "mutation { __typename }"}', "authorization: Bearer {token}"),
        post(b'{"query": "{ nothing }"}', "authorization: Bearer {token}"),
        post(b"[%b, %b]" % (BODY, BODY), "authorization: Bearer {token}"),
    )
    * 2,
    "the body later": (ASKED[: -len(BODY)], BODY, ASKED),
    "in the middle of the head": (ASKED[:25], ASKED[25:], ASKED),
    "the end of a head alone": (ASKED[25:],),
    "a request in the head of another": (b"POST /graphql HTTP/1.1\r\nhost: x\r\nx-other: ", ASKED),
    "a request as the body of another": (post(ASKED).removesuffix(ASKED), ASKED),
    "a request while another is answered": (post(orjson.dumps({"query": get_introspection_query()})), ASKED),
    "in the middle of the body": (ASKED[:-9], ASKED[-9:], ASKED),
    "more of a body than there is yet": (post(BODY + b" ")[:-1], b" ", ASKED),
    "the next one's head with it": (ASKED + ASKED[:25], ASKED[25:], ASKED),
    "two at once": (ASKED + ASKED, ASKED),
    "three at once, one of them by another way": (ASKED + post(BODY, "origin: https://x.example") + ASKED,),
    "lines before and after": (b"\r\n", ASKED, b"\r\n", ASKED),
    "in chunks": (post(b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY), "transfer-encoding: chunked"), ASKED),
    "in chunks, a header after them": (
        post(b"%x\r\n%b\r\n0\r\norigin: https://x.example\r\n\r\n" % (len(BODY), BODY), "transfer-encoding: chunked"),
    ),
    "to be closed": (ASKED, post(BODY, "connection: close"), ASKED),
    "HTTP/1.0": (post(BODY, version="1.0"), ASKED),
    "HTTP/1.0, kept alive": (post(BODY, "connection: keep-alive", version="1.0"), ASKED),
    "expecting to go on": (post(BODY, "expect: 100-continue"), ASKED),
    "another protocol": (post(BODY, "connection: upgrade", "upgrade: h2c"),),
    "HEAD and GET": (
        ASKED,
        b"HEAD /graphql?query=%7Bmembers%7BtotalCount%7D%7D HTTP/1.1\r\nhost: x\r\n\r\n",
        b"GET /graphql?query=%7Bmembers%7BtotalCount%7D%7D HTTP/1.1\r\nhost: x\r\n\r\n",
        ASKED,
    ),
    "of no path": (b"OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n", ASKED),
    "PUT": (ASKED.replace(b"POST", b"PUT", 1), ASKED),
    "other paths": (post(BODY, path="/graphql/"), post(BODY, path="/graphql?x=1"), post(BODY, path="/nowhere")),
    "a mutation": (post(b'{"query": "mutation { __typename }"}'),) * 4,
    "an error": (post(b'{"query": "{ nothing }"}'),) * 4,
    "what is not HTTP after it": (ASKED, ASKED + b"nonsense\r\n\r\n"),
    "half of a request": (ASKED, ASKED[:-9]),
}
BEHIND_A_PROXY: dict[str, Any] = {"rate_limit": "5/minute", "trusted_proxies": (ip_network("127.0.0.0/8"),)}
LIMITED = post(BODY, "x-forwarded-for: 203.0.113.7")
FEW_OF_A_TOKEN: dict[str, Any] = {**BEHIND_A_PROXY, "token_rate_limit": "12/minute"}
TALKS_BEHIND_A_PROXY: dict[str, tuple[bytes, ...]] = {
    "this machine": (ASKED,) * 4,
    "one sender": (LIMITED,) * 9,
    "another": (post(BODY, "x-forwarded-for: 203.0.113.8"), post(BODY, "x-forwarded-for: 203.0.113.9"), LIMITED),
}
TALKS_OF_TOKENS: dict[str, tuple[bytes, ...]] = {
    "a token": (post(BODY, "x-forwarded-for: 203.0.113.7", "authorization: Bearer {token}"),) * 14,
    "tokens that are none": (post(BODY, "x-forwarded-for: 203.0.113.8", "authorization: Bearer nmirf_none"),) * 7,
    "a token from where others are tried": (
        post(BODY, "x-forwarded-for: 203.0.113.8", "authorization: Bearer {token}"),
    ),
}
