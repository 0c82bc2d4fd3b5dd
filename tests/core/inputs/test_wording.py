"""What people write is taken as it is meant, or refused with what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import getaddresses
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidText, TextProblem
from core.inputs.wording import (
    LONGEST_MAIL_ADDRESS,
    mail_address,
    one_line,
    one_line_or_none,
    web_address,
    web_address_or_none,
    worded,
    worded_or_none,
)
from core.mail.smtp import compose

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PIECES = [*list("ab.@@[]<>,;:\"\\()= ?é%'-\t\n\x00"), "=?utf-8?q?x?=", "1.2.3.4", "\u200b"]


UNSEEN = ("\u200b", "\ufeff", "\u2060", "\u00ad", "\u200d \u200c", " \u200e\u061c\u2067\u2069", "\u3164", "\U000e0020")


@pytest.mark.parametrize(
    "written",
    ["a@b.example", "first.o'neil+un@mre.gov.example", "a@xn--exmple-cua.example", f"{'a' * 244}@b.example"],
)
def test_a_mail_address_is_kept_as_it_was_written(written: str) -> None:
    assert mail_address(written) == written


@pytest.mark.parametrize(
    "written",
    [
        "nobody", "@b.example", "a@", "a@localhost", "a@[b.c", "a@[192.0.2.1]", "a@b.example,c@d.example", "a@b.example, c@d.example",
        "A <a@b.example>", "a@b.example;", "a b@c.example", " a@b.example", "a@b.example\n", "a@b.example\nBcc: c@d.example",
        "a\u200b@b.example", "a..b@c.example", "a(b)@c.example",
        "=?utf-8?q?a?=@b.example", "josé@b.example", "a@exämple.example",
    ],
)  # fmt: skip
def test_what_is_not_one_mail_address_is_refused(written: str) -> None:
    with pytest.raises(InvalidText) as refused:
        mail_address(written, "email")
    assert "as in name@example.org" in str(refused.value)
    assert (refused.value.path, refused.value.problem) == (["email"], TextProblem.NO_MAIL_ADDRESS)


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join), st.lists(st.sampled_from(PIECES), max_size=5))
def test_mail_can_be_sent_to_every_address_that_is_taken(local: str, domain: list[str]) -> None:
    try:
        address = mail_address(f"{local}@{''.join(domain)}.example")
    except InvalidText:
        return
    assert len(address) <= LONGEST_MAIL_ADDRESS
    queued = SimpleNamespace(
        recipient=address, subject="Fictitious", queued_at=NOW, message_id="<a@b.example>", body="", calendar=None
    )
    mail = compose(queued, "network@test.example")
    assert mail.as_bytes()
    assert getaddresses([str(mail["To"])]) == [("", address)]


def test_a_text_is_kept_without_blanks_around_it() -> None:
    assert worded("  Two\tlines,\r\n议程 \n", 300, "text") == "Two\tlines,\r\n议程"
    assert worded(" " * 300 + "a" * 300, 300, "text") == "a" * 300
    assert worded("می\u200cخواهم", 300, "text") == "می\u200cخواهم"
    assert worded(" a \n", 4, "text", trimmed=False) == " a \n"
    assert worded_or_none("a", 300, "text") == "a"
    assert worded("\u200fa\u00adb\u200b", 300, "text") == "\u200fa\u00adb\u200b"
    isolated = "The \u2067تمكين\u2069 fund,\nor \u2068\u2066one\u2069 two\u2069\u2067\u2069"
    assert worded(isolated, 300, "text") == isolated
    assert worded("a\ufdfb\ufffdb\U000e0100", 300, "text") == "a\ufdfb\ufffdb\U000e0100"
    for nothing in (None, "", " \n", *UNSEEN):
        assert worded_or_none(nothing, 300, "text") is None
        assert web_address_or_none(nothing) is None


@pytest.mark.parametrize(
    ("written", "said", "problem"),
    [
        ("", "The name is empty.", TextProblem.EMPTY),
        (" \n", "The name is empty.", TextProblem.EMPTY),
        *((unseen, "The name is empty.", TextProblem.EMPTY) for unseen in UNSEEN),
        ("a" * 301, "The name has 301 characters; 300 at most.", TextProblem.TOO_LONG),
        ("a" * 900_000, "The name has 900,000 characters; 300 at most.", TextProblem.TOO_LONG),
        ("a\0b", "The name contains the control character U+0000; remove it.", TextProblem.CONTROL_CHARACTER),
        ("a\x1b[31mb", "The name contains the control character U+001B; remove it.", TextProblem.CONTROL_CHARACTER),
        ("a\u202eb", "The name contains the control character U+202E; remove it.", TextProblem.CONTROL_CHARACTER),
        ("a\udcffb", "The name contains the control character U+DCFF; remove it.", TextProblem.CONTROL_CHARACTER),
        ("a\ufffeb", "The name contains the control character U+FFFE; remove it.", TextProblem.CONTROL_CHARACTER),
        *(
            (
                f"a{sign}b",
                f"The name contains the control character U+{code}; remove it.",
                TextProblem.CONTROL_CHARACTER,
            )
            for sign, code in (
                ("\uffff", "FFFF"),
                ("\ufff9", "FFF9"),
                ("\ufffa", "FFFA"),
                ("\ufffb", "FFFB"),
                ("\ufdd0", "FDD0"),
                ("\ufdef", "FDEF"),
                ("\U0001fffe", "1FFFE"),
                ("\U0010ffff", "10FFFF"),
                ("\U000e0001", "E0001"),
                ("\U000e0041", "E0041"),
                ("\U0001f3f4\U000e0067", "E0067"),
                ("\U000e007f", "E007F"),
            )
        ),
        *(
            (
                written,
                f"The name contains the sign of direction U+{code} without its counterpart in the same line: "
                "add that, or remove it.",
                TextProblem.CONTROL_CHARACTER,
            )
            for written, code in (
                ("Rights \u2067fund", "2067"),
                ("a\u2066b", "2066"),
                ("a\u2068\u2067b\u2069", "2068"),
                ("a\u2069b", "2069"),
                ("a\u2069\u2067b", "2069"),
                ("a\u2067b\u2069\u2069", "2069"),
                ("a\u2067b\nc\u2069", "2067"),
                ("a\u2067b\u2029c\u2069", "2067"),
                ("a\nb\u2069", "2069"),
            )
        ),
    ],
)
def test_what_is_no_text_is_refused(written: str, said: str, problem: TextProblem) -> None:
    with pytest.raises(InvalidText) as refused:
        worded(written, 300, "name", "name")
    assert (str(refused.value), refused.value.path) == (said, ["name"])
    assert refused.value.problem is problem
    assert refused.value.longest == (300 if problem is TextProblem.TOO_LONG else None)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\u2028", "\u2029"])
def test_a_name_has_one_line(end: str) -> None:
    assert one_line(f" A name{end}", 300, "name") == one_line_or_none("A name", 300, "name") == "A name"
    assert one_line_or_none(end, 300, "name") is None
    with pytest.raises(InvalidText) as refused:
        one_line_or_none(f"A{end}name", 300, "name", "name")
    assert (str(refused.value), refused.value.path) == ("The name has several lines: write it in one line.", ["name"])
    assert refused.value.problem is TextProblem.SEVERAL_LINES


@pytest.mark.parametrize(
    "written",
    [
        "https://a.example", "http://a.example:8080/path?query=%20#part", "HTTPS://A.example/", "https://[2001:db8::1]/",
        "https://exämple.example/ü", "https://a.example/" + "b" * 1982,
    ],
)  # fmt: skip
def test_the_address_of_a_page_is_kept_as_it_was_written(written: str) -> None:
    assert web_address_or_none(f" {written}\n") == web_address(written) == written


@pytest.mark.parametrize(
    "written",
    [
        "a.example", "//a.example", "ftp://a.example", "javascript:alert(1)", "https://", "https:///a", "https://.",
        "https://\n<b>", "https://<b>", "https://a.example/a b", "https://a.\nexample", "https://a.example/\tb", "https://a.exam\u00a0ple",
        "https://a.example/\u200b", 'https://a.example/"', "https://a\\b",
        "https://[a", "https://a.example:99999", "https://a.example:port",
    ],
)  # fmt: skip
def test_what_leads_to_no_page_is_refused(written: str) -> None:
    with pytest.raises(InvalidText) as refused:
        web_address(written, "website")
    assert "begins with https:// or http://" in str(refused.value)
    assert (refused.value.path, refused.value.problem) == (["website"], TextProblem.NO_WEB_ADDRESS)


@pytest.mark.parametrize(
    ("check", "written", "problem", "longest"),
    [
        (web_address, " ", TextProblem.EMPTY, None),
        (web_address, "https://a.example/" + "b" * 1983, TextProblem.TOO_LONG, 2_000),
        (web_address, "https://a.example/\0", TextProblem.CONTROL_CHARACTER, None),
        (web_address, "https://a.example/\u202e", TextProblem.CONTROL_CHARACTER, None),
        (mail_address, "", TextProblem.EMPTY, None),
        (mail_address, f"{'a' * 245}@b.example", TextProblem.TOO_LONG, 254),
        (mail_address, "a\x7f@b.example", TextProblem.CONTROL_CHARACTER, None),
        (mail_address, "a\u202e@b.example", TextProblem.CONTROL_CHARACTER, None),
    ],
)
def test_of_an_address_it_is_also_told_what_is_wrong_with_it_as_a_text(
    check: Callable[..., str], written: str, problem: TextProblem, longest: int | None
) -> None:
    with pytest.raises(InvalidText) as refused:
        check(written, "address")
    assert (refused.value.path, refused.value.problem) == (["address"], problem)
    assert refused.value.longest == longest
