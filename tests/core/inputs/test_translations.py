"""What becomes of the columns of a row when its texts are given in another language."""

from __future__ import annotations

from types import SimpleNamespace as Row

import pytest

from core import Conflict, Invalid, require_change, translated

ROW = Row(
    original_language="en",
    title={"en": "Plan", "fr": "Projet"},
    described={"en": "Of work", "fr": "De travail"},
    note=None,
)


def test_a_language_is_added_beside_the_others() -> None:
    assert translated(ROW, "es", title="Plan", described=None, note="Nota") == {
        "title": {"en": "Plan", "fr": "Projet", "es": "Plan"},
        "note": {"es": "Nota"},
    }


def test_a_language_is_corrected_and_one_of_its_texts_taken_away() -> None:
    assert translated(ROW, "fr", title="Plan de travail", described=None) == {
        "title": {"en": "Plan", "fr": "Plan de travail"},
        "described": {"en": "Of work"},
    }
    assert ROW.title == {"en": "Plan", "fr": "Projet"}


def test_what_is_the_same_changes_nothing() -> None:
    changes = translated(ROW, "fr", title="Projet", described="De travail", note=None)
    assert changes == {}
    with pytest.raises(Invalid) as refused:
        require_change(changes, "title")
    assert refused.value.path == ["title"]
    require_change({"title": {}}, "title")


def test_the_original_is_not_translated() -> None:
    with pytest.raises(Conflict) as refused:
        translated(ROW, "en", "language", title="Another")
    assert refused.value.path == ["language"]
    assert "EN is the original language" in refused.value.message
