"""What people write is taken as it is meant, or refused with what to do."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import getaddresses
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Invalid
from core.outbox_worker import composed
from core.wording import LONGEST_MAIL_ADDRESS, mail_address

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PIECES = [*list("ab.@@[]<>,;:\"\\()= ?é%'-\t\n\x00"), "=?utf-8?q?x?=", "1.2.3.4", "\u200b"]


@pytest.mark.parametrize(
    "written",
    ["a@b.example", "first.o'neil+un@mre.gov.example", "a@xn--exmple-cua.example", f"{'a' * 244}@b.example"],
)
def test_a_mail_address_is_kept_as_it_was_written(written: str) -> None:
    assert mail_address(written) == written


@pytest.mark.parametrize(
    "written",
    [
        "", "nobody", "@b.example", "a@", "a@localhost", "a@[b.c", "a@b.example,c@d.example", "a@b.example, c@d.example",
        "A <a@b.example>", "a@b.example;", "a b@c.example", " a@b.example", "a@b.example\n", "a@b.example\nBcc: c@d.example",
        "a\x00@b.example", "a\x7f@b.example", "a\u202e@b.example", "a..b@c.example", "a(b)@c.example",
        "=?utf-8?q?a?=@b.example", "josé@b.example", "a@exämple.example", f"{'a' * 245}@b.example",
    ],
)  # fmt: skip
def test_what_is_not_one_mail_address_is_refused(written: str) -> None:
    with pytest.raises(Invalid) as refused:
        mail_address(written, "email")
    assert "as in name@example.org" in str(refused.value)
    assert refused.value.path == ["email"]


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join), st.lists(st.sampled_from(PIECES), max_size=5))
def test_mail_can_be_sent_to_every_address_that_is_taken(local: str, domain: list[str]) -> None:
    try:
        address = mail_address(f"{local}@{''.join(domain)}.example")
    except Invalid:
        return
    assert len(address) <= LONGEST_MAIL_ADDRESS
    queued = SimpleNamespace(
        recipient=address, subject="Fictitious", queued_at=NOW, message_id="<a@b.example>", body="", calendar=None
    )
    mail = composed(queued, "network@test.example")
    assert mail.as_bytes()
    assert getaddresses([str(mail["To"])]) == [("", address)]
