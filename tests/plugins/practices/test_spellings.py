"""A search finds a word however it is written: with œ or oe, in any digits, with either ending of Arabic, with what French
elides or without, with signs that nobody sees."""

from __future__ import annotations

import pytest

from core.platform import Platform
from tests.conftest import Ask
from tests.factories import make_member
from tests.plugins.practices.steps import publish

FOUND = """query($search: String!) { practices(search: $search) { nodes { id highlight(search: $search) {
  title excerpt } } } }"""


@pytest.fixture
def practices(platform: Platform) -> dict[str, str]:
    """The practices by their language."""
    make_member(platform, "PRY")
    titles = {
        "fr": "Mise en œuvre et suivi des recommandations : l’évaluation du plan d'action",
        "ar": "تنفيذ التوصيات والمتابعة الخيالية، المستشفى على می\u200cخواهم",
        "zh": "实施建议和跟进",
        "en": "Curricula vitæ, a coeur",
        "ru": "План на ٢٠٣٠ год и на 2031, № 7",
        "es": "Imple\u00admen\u200dtación de la \ufeffagenda \u200e۲۰۴۰\u200f, pa\u2060ís\u200bnuevo",
    }
    return {
        code: publish(platform, title, original_language=code, **{part: {code: title} for part in PARTS})
        for code, title in titles.items()
    }


PARTS = ("title", "summary", "body")


@pytest.mark.parametrize(
    ("search", "language"),
    [
        ("mise en oeuvre", "fr"), ("mise en œuvre", "fr"), ("MISE EN ŒUVRE", "fr"), ('"en oeuvre"', "fr"), ("œuv", "fr"),
        ("vitae", "en"), ("Vitæ", "en"), ("cœur", "en"),
        ("évaluation", "fr"), ("l'évaluation", "fr"), ("d’évaluation", "fr"), ("qu'evaluation", "fr"), ("L'Évalu", "fr"),
        ("action", "fr"), ("plan d'action", "fr"), ('"plan d’action"', "fr"), ('"plan action"', "fr"),
        ("suivi,recommandations", "fr"), ("suivi;recommandations", "fr"), ("suivi+recommandations", "fr"),
        ("recommandations|suivi", "fr"), ("recommandations,-tavaux,suivi", "fr"), ("des-recommandations", "fr"),
        ("跟进，实施", "zh"), ("跟进、实施", "zh"), ("跟进；实施", "zh"),
        ("متابعة،تنفيذ", "ar"), ("خيالية؛تنفيذ", "ar"), ("متابعه", "ar"), ("المتابعه", "ar"), ("خياليه", "ar"),
        ("المستشفي", "ar"), ("المستشفى", "ar"), ("مستشفي", "ar"), ("علي", "ar"), ("على", "ar"), ('"علي"', "ar"),
        ("میخواهم", "ar"), ("می\u200cخواهم", "ar"), ("\u200fالمستشفى\u200e", "ar"), ("\u202bعلى\u202c", "ar"),
        ("2030", "ru"), ("٢٠٣٠", "ru"), ("۲۰۳۰", "ru"), ("203", "ru"), ("٢٠٣١", "ru"), ("۲۰۳۱", "ru"), ('"на 2030 год"', "ru"),
        ("no 7", "ru"), ("२०३०", "ru"), ("пл\u00adан", "ru"),
        ("implementacion", "es"), ("Imple\u00admentación", "es"), ("implementa", "es"), ("agenda", "es"),
        ("2040", "es"), ("pais", "es"), ("pa\ufe0fís", "es"), ("nuevo", "es"), ('"país nuevo"', "es"), ("a\ufeffgenda", "es"),
    ],
)  # fmt: skip
def test_a_word_is_found_however_it_is_written(ask: Ask, practices: dict[str, str], search: str, language: str) -> None:
    found = ask(FOUND, {"search": search})["data"]["practices"]["nodes"]
    assert [node["id"] for node in found] == [practices[language]]
    assert "<mark>" in found[0]["highlight"]["title"]
    assert "<mark>" in found[0]["highlight"]["excerpt"]


@pytest.mark.parametrize(
    "search", ["recommandations-suivi", "suivi/recommandations", "suivi,-recommandations", "aujourd'action", "跟进实施"]
)
def test_words_joined_by_other_signs_are_a_phrase(ask: Ask, practices: dict[str, str], search: str) -> None:
    assert ask(FOUND, {"search": search})["data"]["practices"]["nodes"] == []


QUOTED = ["“{}”", "„{}“", "‟{}”", "”{}”", "«{}»", "«\u00a0{}\u00a0»", "»{}«", "＂{}＂", "「{}」", "『{}』"]


@pytest.mark.parametrize("quoted", ['"{}"', *QUOTED])
def test_a_phrase_can_be_in_the_quotes_of_any_language(ask: Ask, practices: dict[str, str], quoted: str) -> None:
    def found(search: str) -> list[str]:
        return [node["id"] for node in ask(FOUND, {"search": search})["data"]["practices"]["nodes"]]

    assert found(quoted.format("des recommandations")) == [practices["fr"]]
    assert found(quoted.format("recommandations des")) == []
    assert found(f"suivi -{quoted.format('en oeuvre')}") == []
    assert found(f"suivi -{quoted.format('oeuvre en')}") == [practices["fr"]]


def test_words_are_marked_as_they_are_written(ask: Ask, practices: dict[str, str]) -> None:
    (found,) = ask(FOUND, {"search": 'oeuvre evaluation "plan d\'action"'})["data"]["practices"]["nodes"]
    title = found["highlight"]["title"].replace("&#x27;", "'")
    assert "Mise en <mark>œuvre</mark> et suivi" in title
    assert "<mark>l’évaluation</mark> du <mark>plan</mark> <mark>d'action</mark></span>" in title


@pytest.mark.parametrize(
    ("search", "marked"),
    [
        ("implementacion", "<mark>Imple\u00admen\u200dtación</mark> de la"), ("2040", "<mark>\u200e۲۰۴۰\u200f</mark>,"),
        ("pais", "<mark>pa\u2060ís</mark>\u200bnuevo"), ("2030", "на <mark>٢٠٣٠</mark> год"), ("no", "<mark>№</mark> 7"),
        ("المستشفي", "<mark>المستشفى</mark> على"), ("میخواهم", "<mark>می\u200cخواهم</mark>"),
    ],
)  # fmt: skip
def test_invisible_signs_are_marked_with_their_word(
    ask: Ask, practices: dict[str, str], search: str, marked: str
) -> None:
    (found,) = ask(FOUND, {"search": search})["data"]["practices"]["nodes"]
    assert marked in found["highlight"]["title"]


@pytest.mark.parametrize("search", ["paísnuevo", "203٠٠", "مستشف\u200bي"])
def test_a_different_word_is_not_found(ask: Ask, practices: dict[str, str], search: str) -> None:
    assert ask(FOUND, {"search": search})["data"]["practices"]["nodes"] == []
