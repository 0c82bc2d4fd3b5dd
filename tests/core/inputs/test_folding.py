"""Several spellings of a word are one where texts are compared and searched."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.inputs.folding import PIECE, without_marks
from core.members.names import folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("٢٠٣٠", "2030"), ("۲۰۳۰", "2030"), ("２０３０", "2030"), ("المستشفى", "المستشفي"), ("على", "علي"), ("مدرسة", "مدرسه"),
        ("Imple\u00admentation", "implementation"), ("می\u200cخواهم", "میخواهم"), ("\u200fعلى\u200e", "علي"),
        ("\ufeffPl\u2060a\u034fn\ufe0f", "plan"), ("\u202bplan\u202c \u2066B\u2069", "plan b"), ("p\u3164lan\U000e0020", "plan"),
        ("one\u200btwo", "one two"), ("\ufb8a\ufef0", "ژي"),
    ],
)  # fmt: skip
def test_what_is_spelled_in_several_ways_is_one(one: str, other: str) -> None:
    assert without_marks(one) == without_marks(other) == other


def test_every_digit_and_mark_of_unicode_is_folded() -> None:
    for sign in filter(str.isdecimal, map(chr, range(0x110000))):
        assert without_marks(sign) == str(unicodedata.decimal(sign))
    for sign in filter(unicodedata.combining, map(chr, range(0x110000))):
        assert without_marks(sign) in ("", "ι")


def test_names_are_compared_in_any_case_with_any_marks() -> None:
    for one, other in (("Straße", "STRASSE"), ("Türkiye", "TURKIYE"), ("Œuvre", "oeuvre"), ("N’Djamena ", "n'djamena")):
        assert folded(one) == folded(other)


@pytest.mark.parametrize("hyphen", "-\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d")
def test_a_hyphen_of_any_kind_is_a_blank_of_a_name(hyphen: str) -> None:
    for typed in (
        f"Guinée{hyphen}Bissau",
        f"GUINEE {hyphen} Bissau",
        f"Guinée{hyphen} Bis\u00adsau",
        f" Guinée Bissau{hyphen}",
    ):
        assert folded(typed) == "guinee bissau"


@given(st.text(st.sampled_from("aÉœﬁﷺ \u200b\u00ad-\u2011\u00b4\u0149٢ى"), max_size=20))
def test_to_fold_a_name_again_changes_nothing(name: str) -> None:
    assert folded(folded(name)) == folded(name)


def test_a_name_without_end_is_not_folded_to_its_end() -> None:
    """One sign may become 18: a body of them, asked for under 15 aliases, held a server for minutes."""
    assert len(folded("\ufdfa" * 300_000)) < 10_000


@given(st.text(st.sampled_from("aÉœﬁﷺΆ한\u0316\u0301\u0345\u0f73\u0640"), min_size=PIECE, max_size=3 * PIECE))
def test_a_long_text_loses_its_marks_as_a_short_one_does(written: str) -> None:
    assert without_marks(written) == "".join(map(without_marks, written))


def test_any_number_of_marks_above_a_letter_is_taken_away() -> None:
    """Unicode's own order of so many marks would take a minute, in which nothing else is done."""
    assert without_marks("a" + "\u0316\u0301" * 100_000) == without_marks("a" + "\u0f73" * 100_000) == "a"
