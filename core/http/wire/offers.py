"""What else than HTTP/1.1 and web sockets a request offers to speak, as HTTP/2: it is passed over."""

from __future__ import annotations

import sys

from httptools import HttpRequestParser
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class PassesOffersOver(HttpToolsProtocol):
    """uvicorn's HTTP, where a request that offers another protocol is read as if it did not (RFC 9110, section 7.8).

    data: what is being read; rest: what is still to be read, anew after the head of such a request.
    """

    data, rest = b"", b""

    def data_received(self, data: bytes) -> None:
        self.rest = data
        while self.rest:
            self.data, self.rest = self.rest, b""
            super().data_received(self.data)

    def on_headers_complete(self) -> None:
        if not self.offers_another_protocol():
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        if not self.offers_another_protocol():
            super().on_message_complete()

    def offers_another_protocol(self) -> bool:
        """Whether what is read offers a protocol that is not spoken here."""
        return self.parser.should_upgrade() and self.parser.get_method() != b"CONNECT" and not self._should_upgrade()

    def _unsupported_upgrade_warning(self) -> None:
        """Have the head be read anew without the offer: the parser has stopped there, and would take the body for the
        next request."""
        parsed_until = sys.exc_info()[1].args[0]  # type: ignore[union-attr]
        if self.offers_another_protocol():
            line = b"%b %b HTTP/%b\r\n" % (self.parser.get_method(), self.url, self.parser.get_http_version().encode())
            kept = [b"%b: %b\r\n" % header for header in self.headers if header[0] != b"upgrade"]
            self.rest = line + b"".join(kept) + b"\r\n" + self.data[parsed_until:]
            self.parser = HttpRequestParser(self)
