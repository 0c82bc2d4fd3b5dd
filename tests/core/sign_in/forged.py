"""Tokens that are not what they say."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from joserfc import jws, jwt
from joserfc.jwk import ECKey, RSAKey

from tests.core.sign_in.provider import AUDIENCE, Provider


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


def stranger(provider: Provider, kid: str, header: dict[str, Any] | None = None) -> str:
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
    "an unknown key": lambda provider: stranger(provider, "unknown"),
    "another's key under a known name": lambda provider: stranger(provider, "first"),
    "no name of a key, another's key": lambda provider: _signed({}, provider.claims(), RSAKey.generate_key(2048)),
    "a key it brings itself": _own_key,
    "a key at an address it names": lambda provider: stranger(provider, "first", {"jku": "https://evil.example/keys"}),
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
    "an ID token of a request": lambda provider: provider.token(nonce="n-0S6"),
    "an ID token beside an access token": lambda provider: provider.token(at_hash="77QmUPtjPfzWtF2AnpK9RQ"),
    "a token of another type": lambda provider: provider.token(header={"typ": "logout+jwt"}),
    "too long": lambda provider: provider.token(padding="x" * 9_000),
    "a key name that is no text": lambda provider: f"{_part({'alg': 'RS256', 'kid': ['first']})}.{_part({})}.AAAA",
    "an algorithm that is no text": lambda provider: f"{_part({'alg': ['RS256'], 'kid': 'first'})}.{_part({})}.AAAA",
    "deep": lambda provider: f"{_part(b'[' * 3_000)}.{_part({})}.AAAA",
}
