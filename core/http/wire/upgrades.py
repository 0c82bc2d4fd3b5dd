"""Offers to switch to a protocol other than web sockets, for instance HTTP/2, are ignored."""

from __future__ import annotations

import sys

from httptools import HttpRequestParser
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class IgnoresUpgrades(HttpToolsProtocol):
    """uvicorn's HTTP; a request that offers another protocol is read as if it did not (RFC 9110, section 7.8).

    data: the bytes being parsed; unparsed: those still to be parsed, which start with the repeated head of such a
    request.
    """

    data, unparsed = b"", b""

    def data_received(self, data: bytes) -> None:
        self.unparsed = data
        while self.unparsed:
            self.data, self.unparsed = self.unparsed, b""
            super().data_received(self.data)

    def on_headers_complete(self) -> None:
        if not self.offers_another_protocol():
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        if not self.offers_another_protocol():
            super().on_message_complete()

    def offers_another_protocol(self) -> bool:
        """Whether the request being read offers a protocol that the platform does not speak."""
        return self.parser.should_upgrade() and self.parser.get_method() != b"CONNECT" and not self._should_upgrade()

    def _unsupported_upgrade_warning(self) -> None:
        """Parse the head again without the offer: the parser has stopped, and would take the body for a new request."""
        parsed_until = sys.exc_info()[1].args[0]  # type: ignore[union-attr]
        if self.offers_another_protocol():
            line = b"%b %b HTTP/%b\r\n" % (self.parser.get_method(), self.url, self.parser.get_http_version().encode())
            kept = [b"%b: %b\r\n" % header for header in self.headers if header[0] != b"upgrade"]
            self.unparsed = line + b"".join(kept) + b"\r\n" + self.data[parsed_until:]
            self.parser = HttpRequestParser(self)
