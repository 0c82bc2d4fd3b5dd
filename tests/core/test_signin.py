"""Who sends a request: tokens of a provider, forged in every way that is known, and what a plugin recognises."""

from __future__ import annotations

import base64
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from joserfc import jws, jwt
from joserfc.jwk import ECKey, KeySet, RSAKey
from sqlalchemy.orm import Session
from starlette.requests import HTTPConnection
from starlette.testclient import TestClient

from core import Role, Viewer, hookimpl
from core.app import create_app
from core.errors import StartupError
from core.platform import Platform
from core.plugins import load_plugins
from core.settings import Settings
from tests.conftest import NewPlatform
from tests.factories import make_member, make_observer

AUDIENCE = "https://network.test.example"
WHO = {"query": "{ viewer { role name participant { state { isoAlpha3 } } } }"}


class Provider:
    """A provider on loopback that publishes its keys; counts how often they are fetched."""

    def __init__(self) -> None:
        self.keys = {kid: RSAKey.generate_key(2048, {"kid": kid, "use": "sig"}) for kid in ("first", "second")}
        self.published = ["first"]
        self.fetches = 0
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found: Any = {"issuer": provider.issuer, "jwks_uri": f"{provider.issuer}/keys"}
                if self.path == "/keys":
                    provider.fetches += 1
                    chosen = KeySet([provider.keys[kid] for kid in provider.published])
                    found = chosen.as_dict(private=False)
                    found["keys"].append({"kty": "future", "kid": "of a kind not known yet"})
                body = json.dumps(found).encode()
                self.send_response(200)
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
        key = self.keys[kid]
        return jwt.encode(
            {"alg": "RS256", "kid": kid, **(header or {})}, self.claims(**changed), key, ["RS256", "PS256"]
        )


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def platform(database_url: str, provider: Provider, new_platform: NewPlatform) -> Platform:
    made = new_platform(database_url, oidc_issuer=provider.issuer, oidc_audience=AUDIENCE, oidc_leeway_seconds=30)
    assert made.sign_in.provider is not None
    made.sign_in.provider.seconds_between = 0.2
    return made


@pytest.fixture
def client(platform: Platform) -> Iterator[TestClient]:
    with TestClient(create_app(platform.settings, platform)) as made:
        yield made


def _ask(client: TestClient, token: str) -> Any:
    return client.post("/graphql", json=WHO, headers={"authorization": f"Bearer {token}"})


def _viewer(client: TestClient, token: str) -> tuple[str, str | None]:
    found = _ask(client, token).json()["data"]["viewer"]
    return found["role"], found["participant"] and found["participant"]["state"]["isoAlpha3"]


def test_claims_tell_the_participant_and_its_standing_the_role(
    client: TestClient, platform: Platform, provider: Provider
) -> None:
    make_member(platform, "PRY")
    make_observer(platform, "KEN")
    assert _viewer(client, provider.token()) == ("FOCAL_POINT", "PRY")
    assert _viewer(client, provider.token(nmirf_participant="ken")) == ("OBSERVER", "KEN")
    assert _viewer(client, provider.token(nmirf_participant=None, nmirf_role=["x", "administrator"])) == (
        "ADMINISTRATOR",
        None,
    )
    partner = provider.token(nmirf_participant=None, nmirf_role="PARTNER", nmirf_partner="Partner:7")
    assert _viewer(client, partner) == ("PARTNER", None)
    assert _ask(client, provider.token()).json()["data"]["viewer"]["name"] == "u-1"
    assert _viewer(client, provider.token(aud=["https://other.example", AUDIENCE])) == ("FOCAL_POINT", "PRY")
    assert _viewer(client, provider.token(exp=int(time.time()) - 10)) == ("FOCAL_POINT", "PRY")
    assert _viewer(client, provider.token(header={"alg": "PS256"})) == ("FOCAL_POINT", "PRY")


@pytest.mark.parametrize(
    "claims",
    [
        {"nmirf_participant": None},
        {"nmirf_participant": "XXX"},
        {"nmirf_participant": "MAR"},
        {"nmirf_participant": {"a": 1}},
        {"nmirf_participant": None, "nmirf_role": "COORDINATOR"},
        {"nmirf_participant": None, "nmirf_role": "PARTNER"},
        {"nmirf_participant": None, "nmirf_role": "PARTNER", "nmirf_partner": "Partner:x"},
    ],
)
def test_a_good_token_that_names_nobody_here_is_refused(
    client: TestClient, platform: Platform, provider: Provider, claims: dict[str, Any]
) -> None:
    make_member(platform, "PRY")
    assert _ask(client, provider.token(**claims)).status_code == 401


def _part(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _none(provider: Provider, name: str = "none") -> str:
    return f"{_part({'alg': name, 'kid': 'first'})}.{_part(provider.claims())}."


def _confused(provider: Provider, secret: bytes) -> str:
    """The public key, which everybody has, as the secret of a symmetric signature."""
    signed = f"{_part({'alg': 'HS256', 'kid': 'first'})}.{_part(provider.claims())}"
    return f"{signed}.{_part(hmac.digest(secret, signed.encode(), 'sha256'))}"


def _signed(header: dict[str, Any], claims: dict[str, Any], key: RSAKey) -> str:
    signed = f"{_part({'alg': 'RS256', **header})}.{_part(claims)}"
    private: Any = key.private_key
    return f"{signed}.{_part(private.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def _stranger(provider: Provider, kid: str, header: dict[str, Any] | None = None) -> str:
    key = RSAKey.generate_key(2048, {"kid": kid})
    return jwt.encode({"alg": "RS256", "kid": kid, **(header or {})}, provider.claims(), key, ["RS256"])


def _own_key(provider: Provider) -> str:
    key = RSAKey.generate_key(2048, {"kid": "first"})
    header = {"alg": "RS256", "kid": "first", "jwk": key.as_dict(private=False)}
    return jwt.encode(header, provider.claims(), key, ["RS256"])


def _changed(provider: Provider) -> str:
    header, _, signature = provider.token().split(".")
    return f"{header}.{_part(provider.claims(nmirf_participant='MAR'))}.{signature}"


def _encrypted(provider: Provider) -> str:
    return ".".join([_part({"alg": "dir", "enc": "A128GCM"}), "", "AAAA", "AAAA", "AAAA"])


def _elliptic(provider: Provider) -> str:
    key = ECKey.generate_key("P-256", {"kid": "first"})
    return jwt.encode({"alg": "ES256", "kid": "first"}, provider.claims(), key, ["ES256"])


def _not_an_object(provider: Provider) -> str:
    return jws.serialize_compact({"alg": "RS256", "kid": "first"}, b"[1]", provider.keys["first"], ["RS256"])


def _in(seconds: int) -> int:
    """The moment so many seconds from now, as tokens tell it."""
    return int(time.time()) + seconds


FORGED: dict[str, Callable[[Provider], str]] = {
    "none": _none,
    "none in capitals": lambda provider: _none(provider, "NoNe"),
    "the public key as PEM for a secret": lambda provider: _confused(
        provider, provider.keys["first"].as_pem(private=False)
    ),
    "the public key as JSON for a secret": lambda provider: _confused(
        provider, json.dumps(provider.keys["first"].as_dict(private=False)).encode()
    ),
    "expired": lambda provider: provider.token(exp=_in(-31)),
    "without an end": lambda provider: provider.token(exp=None),
    "an end that never comes": lambda provider: provider.token(exp=float("nan")),
    "an end that is text": lambda provider: provider.token(exp="2999"),
    "not yet valid": lambda provider: provider.token(nbf=_in(600)),
    "issued in the future": lambda provider: provider.token(iat=_in(600)),
    "another audience": lambda provider: provider.token(aud="https://other.example"),
    "no audience": lambda provider: provider.token(aud=None),
    "part of the audience": lambda provider: provider.token(aud=AUDIENCE[:-1]),
    "another issuer": lambda provider: provider.token(iss="https://other.example"),
    "the issuer with a slash": lambda provider: provider.token(iss=f"{provider.issuer}/"),
    "no issuer": lambda provider: provider.token(iss=None),
    "no subject": lambda provider: provider.token(sub=None),
    "an unknown key": lambda provider: _stranger(provider, "unknown"),
    "another's key under a known name": lambda provider: _stranger(provider, "first"),
    "no name of a key, another's key": lambda provider: _signed({}, provider.claims(), RSAKey.generate_key(2048)),
    "a key it brings itself": _own_key,
    "a key at an address it names": lambda provider: _stranger(provider, "first", {"jku": "https://evil.example/keys"}),
    "a header that must be understood": lambda provider: _signed(
        {"kid": "first", "crit": ["seal"], "seal": 1}, provider.claims(), provider.keys["first"]
    ),
    "claims changed after signing": _changed,
    "a signature cut off": lambda provider: provider.token().rsplit(".", 1)[0] + ".",
    "an elliptic key under the name of an RSA key": _elliptic,
    "encrypted": _encrypted,
    "no object": _not_an_object,
    "no JSON": lambda provider: "abcd.efgh.ijkl",
    "dots": lambda provider: ". . . . . . . . .",
    "two dots": lambda provider: "a" * 20 + "..",
    "too long": lambda provider: provider.token(padding="x" * 9_000),
    "a key name that is no text": lambda provider: f"{_part({'alg': 'RS256', 'kid': ['first']})}.{_part({})}.AAAA",
    "an algorithm that is no text": lambda provider: f"{_part({'alg': ['RS256'], 'kid': 'first'})}.{_part({})}.AAAA",
    "deep": lambda provider: f"{_part(b'[' * 3_000)}.{_part({})}.AAAA",
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_token_that_is_not_what_it_says_is_refused(
    client: TestClient, platform: Platform, provider: Provider, forged: Callable[[Provider], str]
) -> None:
    make_member(platform, "PRY")
    assert _viewer(client, provider.token()) == ("FOCAL_POINT", "PRY")
    answer = _ask(client, forged(provider))
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["extensions"]["code"] == "TOKEN"
    assert "Bearer" in answer.headers["www-authenticate"]


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_keys_rotate_and_are_not_fetched_more_often_than_allowed(
    client: TestClient, platform: Platform, provider: Provider
) -> None:
    make_member(platform, "PRY")
    for _ in range(5):
        assert _viewer(client, provider.token())[0] == "FOCAL_POINT"
    assert provider.fetches == 1
    provider.published = ["first", "second"]
    time.sleep(0.25)
    assert _viewer(client, provider.token("second"))[0] == "FOCAL_POINT"
    assert provider.fetches == 2
    assert platform.sign_in.provider is not None
    platform.sign_in.provider.seconds_between = 60
    for _ in range(20):
        assert _ask(client, _stranger(provider, "unknown")).status_code == 401
    assert provider.fetches <= 3
    provider.published = ["second"]
    platform.sign_in.provider.fetched_at = float("-inf")
    platform.sign_in.provider.tried_at = float("-inf")
    assert _ask(client, provider.token("first")).status_code == 401
    assert _viewer(client, provider.token("second"))[0] == "FOCAL_POINT"


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_provider_that_does_not_answer_stops_nobody_whose_key_is_known(
    client: TestClient, platform: Platform, provider: Provider
) -> None:
    make_member(platform, "PRY")
    good = provider.token()
    provider.server.shutdown()
    provider.server.server_close()
    unavailable = _ask(client, good)
    assert unavailable.status_code == 503
    assert unavailable.json()["errors"][0]["extensions"]["code"] == "SIGN_IN_UNAVAILABLE"
    assert client.post("/graphql", json=WHO).json()["data"]["viewer"]["role"] == "PUBLIC"
    known = platform.sign_in.provider
    assert known is not None
    known.keys = KeySet([provider.keys["first"]])
    assert _viewer(client, good)[0] == "FOCAL_POINT"


@pytest.mark.parametrize(
    "settings",
    [
        {"oidc_issuer": "http://provider.example", "oidc_audience": AUDIENCE},
        {"oidc_issuer": "https://provider.example"},
        {"oidc_issuer": "https://provider.example", "oidc_audience": AUDIENCE, "oidc_jwks_url": "http://keys.example"},
    ],
)
@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_provider_that_anybody_could_play_stops_the_start(database_url: str, settings: dict[str, str]) -> None:
    with pytest.raises(StartupError) as refused:
        Platform(Settings(database_url=database_url, **settings))  # type: ignore[arg-type]
    assert refused.value.code == "SETTING"


def test_a_plugin_can_tell_who_sends_a_request(database_url: str, new_platform: NewPlatform) -> None:
    made_by_hook = Viewer(Role.ADMINISTRATOR, name="Certificate")

    def authenticate(request: HTTPConnection, session: Session) -> Viewer | None:
        assert session.connection() is not None
        return made_by_hook if request.headers.get("x-certificate") == "test" else None

    plugin = ModuleType("certificates")
    plugin.authenticate = hookimpl(authenticate)  # type: ignore[attr-defined]
    platform = new_platform(database_url, load_plugins(extra={"certificates": plugin}))
    with TestClient(create_app(platform.settings, platform)) as client:
        known = client.post("/graphql", json=WHO, headers={"x-certificate": "test"}).json()
        assert known["data"]["viewer"] == {"role": "ADMINISTRATOR", "name": "Certificate", "participant": None}
        assert client.post("/graphql", json=WHO).json()["data"]["viewer"]["role"] == "PUBLIC"
        unknown = client.post("/graphql", json=WHO, headers={"authorization": "Negotiate abc"})
        assert unknown.status_code == 401
