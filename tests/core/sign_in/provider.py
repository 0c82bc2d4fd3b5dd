"""A provider on loopback whose keys a test holds, and a client that asks with its tokens."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Any

from joserfc import jws
from joserfc.jwk import KeySet, RSAKey
from starlette.testclient import TestClient

AUDIENCE = "https://network.test.example"
WHO = {"query": "{ viewer { role name participant { state { isoAlpha3 } } } }"}


@cache
def key_of(kid: str) -> RSAKey:
    """A key of any provider, by its name: to find one takes as long as a whole test."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


class Provider:
    """A provider on loopback that publishes its keys; counts how often they are fetched. answers: cleared while it is slow."""

    def __init__(self) -> None:
        self.keys = {kid: key_of(kid) for kid in ("first", "second")}
        self.published = ["first"]
        self.fetches = 0
        self.answers = threading.Event()
        self.answers.set()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found: Any = {"issuer": provider.issuer, "jwks_uri": f"{provider.issuer}/keys"}
                if self.path == "/keys":
                    provider.fetches += 1
                    provider.answers.wait(10)
                    chosen = KeySet([provider.keys[kid] for kid in provider.published])
                    found = chosen.as_dict(private=False)
                    found["keys"].append({"kty": "future", "kid": "of a kind not known yet"})
                body = json.dumps(found).encode()
                self.send_response(302 if self.path == "/moved" else 200)
                self.send_header("location", f"{provider.issuer}/keys")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def claims(self, **changed: Any) -> dict[str, Any]:
        now = int(time.time())
        made = {
            "iss": self.issuer,
            "aud": AUDIENCE,
            "sub": "u-1",
            "iat": now,
            "exp": now + 300,
            "nmirf_participant": "PRY",
        }
        return {name: value for name, value in {**made, **changed}.items() if value is not None}

    def token(self, kid: str = "first", header: dict[str, Any] | None = None, **changed: Any) -> str:
        protected, claims = {"alg": "RS256", "kid": kid, **(header or {})}, json.dumps(self.claims(**changed)).encode()
        return jws.serialize_compact(protected, claims, self.keys[kid], ["RS256", "PS256"])


@contextmanager
def answering_always(answer: bytes) -> Iterator[str]:
    """The address of what answers whatever it is sent with the same bytes, and says no more."""

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(65_536)
            self.request.sendall(answer)

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/keys"
        server.shutdown()


def ask(client: TestClient, token: str) -> Any:
    """The answer to the question who asks."""
    return client.post("/graphql", json=WHO, headers={"authorization": f"Bearer {token}"})


def viewer(client: TestClient, token: str) -> tuple[str, str | None]:
    """The role and the participant of whoever asks with a token."""
    found = ask(client, token).json()["data"]["viewer"]
    return found["role"], found["participant"] and found["participant"]["state"]["isoAlpha3"]
