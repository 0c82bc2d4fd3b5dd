"""(P6) Translates partnerships and their activities, at any stage; the originals stay."""

from __future__ import annotations

from sqlalchemy import select, update

from core import Mistakes, Write, one_line, require_change, translated, worded
from plugins.partnerships.lengths import LINE, TEXT
from plugins.partnerships.rules.partnership_rows import lock_as_party, lock_recorded
from plugins.partnerships.tables import activities, partnerships


def translate_partnership(write: Write, partnership: int, language: str, title: str, description: str) -> int:
    """Translate a partnership, or correct its translation. For the parties and the secretariat.

    Raises NotAllowed, NotFound, Conflict, Invalid.
    """
    lock_as_party(write, partnership, "partnership")
    with Mistakes() as check:
        title = check(one_line, title, LINE, "title", "title")
        description = check(worded, description, TEXT, "description", "description")
    own = partnerships.c.id == partnership
    row = write.session.execute(select(partnerships).where(own)).one()
    changes = translated(row, language, "language", title=title, description=description)
    require_change(changes, "description")
    write.session.execute(update(partnerships).where(own).values(**changes))
    facts = {"language": language, **{name: texts[language] for name, texts in changes.items()}}
    write.record("partnership.translated", f"Partnership:{partnership}", facts)
    return partnership


def translate_activity(write: Write, activity: int, language: str, title: str) -> int:
    """Translate the title of an activity, or correct its translation. For the parties and the secretariat.

    Raises NotAllowed, NotFound, Conflict, Invalid.
    """
    row, _ = lock_recorded(write, activities, activity, "activity")
    title = one_line(title, LINE, "title", "title")
    changes = translated(row, language, "language", title=title)
    require_change(changes, "title")
    write.session.execute(update(activities).where(activities.c.id == activity).values(**changes))
    write.record("activity.translated", f"Activity:{activity}", {"language": language, "title": title})
    return activity
