"""Sentences of fictitious practices in three languages, with the words that are indexed."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from bench.operations import SEARCHED_WORD
from plugins.practices.searching.words import words

VOCABULARY = {
    "en": "national mechanism tracks recommendations across ministries shares drafts with civil society trains focal "
    "points keeps a public calendar reports progress consults parliament links indicators to each commitment reviews "
    "plans yearly publishes open data maps duties of agencies invites comments before every session",
    "es": "el mecanismo nacional sigue las recomendaciones entre ministerios comparte borradores con la sociedad civil "
    "forma a los puntos focales mantiene un calendario público informa sobre avances consulta al parlamento vincula "
    "indicadores con cada compromiso revisa planes cada año publica datos abiertos",
    "fr": "le mécanisme national suit les recommandations entre ministères partage les projets avec la société civile "
    "forme les points focaux tient un calendrier public rend compte des progrès consulte le parlement relie les "
    "indicateurs à chaque engagement révise les plans chaque année publie des données ouvertes",
}
RARE = {"en": SEARCHED_WORD, "es": "taller", "fr": "atelier"}


@dataclass(frozen=True)
class Piece:
    """A text with its words as the search index stores them."""

    written: str
    folded: tuple[str, ...]

    @classmethod
    def of(cls, written: str) -> Piece:
        return cls(written, tuple(words(written)))


class Texts:
    """Pieces of titles, summaries and bodies in one language, folded once."""

    def __init__(self, random: Random, language: str) -> None:
        known = VOCABULARY[language].split()

        def phrase(least: int, most: int) -> str:
            return " ".join(random.choice(known) for _ in range(random.randint(least, most)))

        self.titles = [Piece.of(phrase(4, 8).capitalize()) for _ in range(400)]
        self.sentences = [Piece.of(phrase(10, 22).capitalize() + ".") for _ in range(600)]
        self.rare = Piece.of(f"{RARE[language].capitalize()} {phrase(3, 6)}.")
