"""OpenID Connect as a resource server sees it: one issuer, its keys, the access tokens that it signed (RFC 9068)."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from http.client import HTTPException
from typing import Any, Protocol
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import Key, KeySet, RSAKey
from joserfc.jws import JWSRegistry

from core.errors import ProviderUnreachable, TooManyWait
from core.settings.kinds import safe_address

logger = logging.getLogger("nmirf.openid")

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519")
"""Only signatures by a private key: so a public key can never pass for a shared secret, nor `none` for a signature."""

ACCESS_TOKENS = ("at+jwt", "application/at+jwt")
ONLY_IN_ID_TOKENS = frozenset({"nonce", "at_hash"})

KEYS_LAST_SECONDS = 3_600
FRESH_SECONDS = 3_000
"""Older keys are fetched again in the background, so that no request has to wait."""
MOST_WAITING = 8
"""The most tokens that wait for unknown keys at the same time, once other keys are known; each takes a thread."""
SECONDS_BETWEEN_FETCHES = 30
FETCH_SECONDS = 5
LARGEST_ANSWER = 1_000_000
SHORTEST_RSA_BITS = 2_048

Fetch = Callable[[str], Mapping[str, Any]]


class _Signed(Protocol):
    def headers(self) -> dict[str, Any]: ...


class OpenIdProvider:
    """One issuer: its keys are fetched when first needed, kept for an hour, and fetched again for an unknown key.

    A token with a known key never waits for a fetch that others caused.

    seconds_between: the least time between two fetches, whatever is sent to us.
    """

    def __init__(
        self,
        issuer: str,
        audience: str,
        jwks_url: str = "",
        leeway_seconds: int = 30,
        seconds_between: float = SECONDS_BETWEEN_FETCHES,
        fetch: Fetch | None = None,
    ) -> None:
        self.issuer, self.jwks_url = issuer, jwks_url
        self.seconds_between = seconds_between
        self.fetch = fetch or fetch_object
        self.rules = jwt.JWTClaimsRegistry(
            leeway=leeway_seconds,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
        )
        self.registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        self.fetching = threading.Lock()
        self.waiting = threading.BoundedSemaphore(MOST_WAITING)
        self.keys = KeySet([])
        self.fetched_at = self.tried_at = float("-inf")

    def claims(self, token: str) -> dict[str, Any] | None:
        """The claims of a token that the issuer signed for us and that is in force; None for any other string.

        Raises ProviderUnreachable if the keys are not known and the provider does not answer; TooManyWait.
        """
        try:
            decoded = jwt.decode(token, self._key, ALGORITHMS, self.registry)
            self.rules.validate(decoded.claims)
            _require_access_token(decoded)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            logger.info("token refused: %s", getattr(error, "error", type(error).__name__))
            return None
        return decoded.claims

    def _key(self, signed: _Signed) -> Key:
        headers = signed.headers()
        parameters: Any = {"alg": headers["alg"], "use": "sig"}
        wanted = headers.get("kid"), parameters
        self._keep_fresh()
        known = self.keys
        try:
            return known.get_by_kid(*wanted)
        except InvalidKeyIdError:
            self._await_others_than(known)
            return self.keys.get_by_kid(*wanted)

    def _keep_fresh(self) -> None:
        """Fetch keys that are no longer fresh: in the background, or at once if they are too old to use."""
        age = time.monotonic() - self.fetched_at
        if not self.keys or age <= FRESH_SECONDS or not self._may_fetch():
            return
        if age <= KEYS_LAST_SECONDS:
            threading.Thread(target=self._fetch_alone, name="nmirf-keys", daemon=True).start()
        else:
            self._fetch_alone()

    def _await_others_than(self, known: KeySet) -> None:
        """Wait until other keys than these have been fetched, if they may be.

        Raises ProviderUnreachable, and TooManyWait.
        """
        begun = time.monotonic()
        with self._place() if known else nullcontext(), self.fetching:
            if self.tried_at < begun and self.keys is known and self._may_fetch():
                self._fetch()
        if not self.keys:
            raise ProviderUnreachable(self.issuer)

    @contextmanager
    def _place(self) -> Iterator[None]:
        """A place among the tokens that wait for unknown keys. Raises TooManyWait."""
        if not self.waiting.acquire(blocking=False):
            raise TooManyWait(self.issuer)
        try:
            yield
        finally:
            self.waiting.release()

    def _may_fetch(self) -> bool:
        return time.monotonic() - self.tried_at >= self.seconds_between

    def _fetch_alone(self) -> None:
        """Fetch the keys, unless another thread is doing so."""
        if self.fetching.acquire(blocking=False):
            try:
                if self._may_fetch():
                    self._fetch()
            finally:
                self.fetching.release()

    def _fetch(self) -> None:
        """Fetch the keys; keep the known ones if the provider does not answer."""
        now = self.tried_at = time.monotonic()
        try:
            self.keys, self.fetched_at = self._published(), now
        except (OSError, ValueError, KeyError, TypeError, JoseError, RecursionError) as error:
            logger.warning("the keys of %s cannot be fetched: %s", self.issuer, type(error).__name__)

    def _published(self) -> KeySet:
        if not self.jwks_url:
            found = self.fetch(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            if found["issuer"] != self.issuer:
                raise ValueError("the configuration names another issuer")
            if not safe_address(found["jwks_uri"]):
                raise ValueError("the keys are not at an https address")
            self.jwks_url = found["jwks_uri"]
        published: Any = self.fetch(self.jwks_url)
        return KeySet([key for key in KeySet.import_key_set(published) if _strong(key)])


def _require_access_token(token: jwt.Token) -> None:
    """(RFC 9068, 4) Raises ValueError for a token that the issuer signed for another purpose, such as an ID token.

    Not every provider writes `at+jwt`: without this type, claims that only ID tokens have are refused.
    """
    kind = str(token.header.get("typ", "JWT")).lower()
    if kind in ACCESS_TOKENS:
        return
    if kind != "jwt" or not ONLY_IN_ID_TOKENS.isdisjoint(token.claims):
        raise ValueError("not an access token")


def _strong(key: Key) -> bool:
    if isinstance(key, RSAKey):
        return key.raw_value.key_size >= SHORTEST_RSA_BITS
    return key.key_type in ("EC", "OKP")


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


_opener = build_opener(_NoRedirect)


def fetch_object(address: str) -> Mapping[str, Any]:
    """A JSON object at an address.

    Raises OSError if it does not answer in time, or not in HTTP; ValueError for anything else.
    """
    try:
        with _opener.open(Request(address, headers={"accept": "application/json"}), timeout=FETCH_SECONDS) as answer:
            body = answer.read(LARGEST_ANSWER + 1)
    except (URLError, HTTPException) as error:
        raise OSError(str(error)) from None
    if len(body) > LARGEST_ANSWER:
        raise ValueError("the answer is too large")
    found = json.loads(body)
    if not isinstance(found, dict):
        raise ValueError("the answer is not an object")
    return found
