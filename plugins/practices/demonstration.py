"""Fictitious practices for portals under construction: in every language, at every stage. Nothing here is a fact."""

from __future__ import annotations

from collections.abc import Sequence

from core.members import Demonstration, Party
from plugins.practices.content import Filing, PracticeText
from plugins.practices.rules import adopting, life, texts

ORIGINALS = (
    PracticeText(
        "en",
        "A fictitious calendar of recommendations",
        "An invented mechanism keeps an invented calendar. Nothing of this is real.",
        "# What was done\n\nNothing: this text is **invented** so that a page has something to show.\n\n"
        "1. A first step, invented.\n2. A second one, invented too.",
        "No difficulty was met, since nothing was done.",
        "No result, for the same reason.",
    ),
    PracticeText(
        "es",
        "Una mesa ficticia de seguimiento",
        "Un mecanismo inventado reúne a instituciones inventadas. Nada de esto es real.",
        "# Qué se hizo\n\nNada: este texto es **inventado** para que una página tenga algo que mostrar.",
    ),
    PracticeText(
        "fr",
        "Un tableau de bord fictif",
        "Un mécanisme imaginaire tient un tableau imaginaire. Rien de tout cela n'est réel.",
        "# Ce qui a été fait\n\nRien : ce texte est **inventé** pour qu'une page ait quelque chose à montrer.",
    ),
    PracticeText(
        "ar",
        "ممارسة خيالية للتشاور",
        "آلية متخيَّلة تعقد مشاورات متخيَّلة. لا شيء من هذا حقيقي.",
        "# ما الذي تم\n\nلا شيء: هذا النص **مُختلَق** كي تجد الصفحة ما تعرضه.",
    ),
    PracticeText(
        "ru",
        "Вымышленная база данных",
        "Вымышленный механизм ведёт вымышленную базу. Ничего из этого не существует.",
        "# Что было сделано\n\nНичего: этот текст **вымышлен**, чтобы на странице было что показать.",
    ),
    PracticeText(
        "zh",
        "虚构的培训做法",
        "一个虚构的机制举办虚构的培训。以上内容均非事实。",
        "# 做了什么\n\n什么也没有：这段文字是**虚构的**，只为让页面有内容可显示。",
    ),
)
TRANSLATED = (
    PracticeText("en", "A fictitious follow-up table", "An invented summary in translation.", "Invented text."),
    PracticeText("fr", "Un calendrier fictif des recommandations", "Un résumé inventé.", "Texte inventé."),
    PracticeText("ar", "تقويم خيالي للتوصيات", "ملخص مُختلَق.", "نص مُختلَق."),
)
FILED = (
    Filing(["COORDINATION"], ["TREATY_BODIES"], ["CRC"], [4, 16], [1, 3], ["fictitious", "calendar"]),
    Filing(["ENGAGEMENT"], ["UNIVERSAL_PERIODIC_REVIEW"], [], [5], [2], ["fictitious", "follow-up"]),
    Filing(["INFORMATION_MANAGEMENT"], ["TREATY_BODIES"], ["CEDAW"], [5, 10], [3], ["fictitious", "data"]),
    Filing(["CONSULTATION"], ["SPECIAL_PROCEDURES"], [], [16, 17], [4], ["fictitious"]),
    Filing(["INFORMATION_MANAGEMENT"], ["UNIVERSAL_PERIODIC_REVIEW"], [], [16], [3, 5], ["fictitious", "data"]),
    Filing(["ENGAGEMENT", "COORDINATION"], ["TREATY_BODIES"], ["CRPD"], [10], [6], ["fictitious", "training"]),
)


def fill(demonstration: Demonstration) -> None:
    """Six published practices, with reviews, translations, adoptions and a revision; one in review, a draft."""
    members = demonstration.members
    authors = members[: len(ORIGINALS)]
    published = [
        _published(demonstration, author, text, filing, members[number + 7 : number + 9], 120 - 15 * number)
        for number, (author, text, filing) in enumerate(zip(authors, ORIGINALS, FILED, strict=False))
    ]
    first, second, *_ = published
    texts.translate_practice(demonstration.speaking_for(authors[0], 20), first, TRANSLATED[1], None)
    texts.translate_practice(demonstration.speaking_for(authors[0], 19), first, TRANSLATED[2], None)
    texts.translate_practice(demonstration.speaking_for(authors[1], 18), second, TRANSLATED[0], None)
    filing, note = Filing(goals=[5, 16]), "An invented second edition"
    texts.revise_practice(demonstration.speaking_for(authors[1], 10), second, None, filing, note, None)
    for days_ago, adopter in enumerate(members[10:13], 5):
        note = "An invented reason to take it up."
        adopting.adopt_practice(demonstration.speaking_for(adopter, days_ago), first, adopter.participant, note)
    waiting = _drafted(demonstration, members[8], ORIGINALS[0], FILED[0], 4)
    life.submit_practice(demonstration.speaking_for(members[8], 3), waiting)
    _drafted(demonstration, members[9], ORIGINALS[2], FILED[2], 2)


def _published(
    demonstration: Demonstration,
    author: Party,
    text: PracticeText,
    filing: Filing,
    reviewers: Sequence[Party],
    ago: int,
) -> int:
    practice = _drafted(demonstration, author, text, filing, ago)
    life.submit_practice(demonstration.speaking_for(author, ago - 1), practice)
    for days, reviewer in enumerate(reviewers, 2):
        write = demonstration.speaking_for(reviewer, ago - days)
        life.review_practice(write, practice, True, "An invented opinion: it reads well.")
    return life.publish_practice(demonstration.secretariat(ago - 5), practice)


def _drafted(demonstration: Demonstration, author: Party, text: PracticeText, filing: Filing, ago: int) -> int:
    write = demonstration.speaking_for(author, ago)
    return texts.draft_practice(write, author.participant, text, filing)
