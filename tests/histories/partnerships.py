"""Partnerships: S1 to S4."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.histories.base import NUMBERS
from tests.histories.model import partnerships as rules
from tests.histories.model.records import Actor, Partnership, Party
from tests.histories.practices import Practices

PARTNERS = ("Partner:1", "Partner:2", "Partner:11")
ANSWER = "partnership { id status scope parties { since until } }"
DAYS = st.sampled_from((None, None, None, -5, 0, 1, 40))


def there_are(history: Partnerships) -> bool:
    return bool(history.world.partnerships)


class Partnerships(Practices):
    """With whom participants work together."""

    @rule(who=NUMBERS, first=NUMBERS, second=NUMBERS, starts=DAYS, ends=DAYS)
    def propose_partnership(self, who: int, first: int, second: int, starts: int | None, ends: int | None) -> None:
        actor, state = self.voice(first)
        actor = self.who(who) if who % 2 else actor
        others = [*PARTNERS, *(one.id for one in self.world.participants.values())]
        identifiers = [self.id_of(state), self.one_of(second, others)]
        today = self.world.today
        starts_on, ends_on = (None if one is None else today + timedelta(days=one) for one in (starts, ends))
        self.establish(actor, identifiers, starts_on, ends_on)

    def establish(self, actor: Actor, identifiers: list[str], starts_on: date | None, ends_on: date | None) -> None:
        begins = min(self.world.today, starts_on or self.world.today)
        parties = [Party(one, begins) for one in identifiers]
        given = {
            "language": "EN", "title": "A fictitious partnership", "description": "Fictitious.",
            "participants": [one for one in identifiers if one.startswith("Participant")],
            "partners": [one for one in identifiers if one.startswith("Partner:")],
            "objectives": [1], "startsOn": starts_on and starts_on.isoformat(), "endsOn": ends_on and ends_on.isoformat(),
        }  # fmt: skip
        refusals = list(rules.partnership_proposal(self.world, actor, parties, starts_on, ends_on))
        if done := self.act(actor, "proposePartnership", given, refusals, ANSWER):
            self.world.partnerships.append(Partnership(done["partnership"]["id"], parties, starts_on, ends_on))

    @precondition(there_are)
    @rule(who=NUMBERS, which=NUMBERS)
    def activate_partnership(self, who: int, which: int) -> None:
        proposed = self.one_of(which, self.world.partnerships, lambda one: one.recorded == "PROPOSED")
        self.activate(self.who(who), proposed)

    def activate(self, actor: Actor, partnership: Partnership) -> None:
        refusals = list(rules.activation(self.world, actor, partnership))
        if self.act(actor, "activatePartnership", {"partnership": partnership.id}, refusals, ANSWER):
            partnership.recorded = "ACTIVE"
            partnership.active_since = min(self.world.today, partnership.starts_on or self.world.today)

    @precondition(there_are)
    @rule(number=NUMBERS, which=NUMBERS, move=st.sampled_from(("decline", "suspend", "suspend", "resume", "resume")))
    def move_partnership(self, number: int, which: int, move: str) -> None:
        before, after = {
            "decline": ("PROPOSED", "DECLINED"), "suspend": ("ACTIVE", "SUSPENDED"), "resume": ("SUSPENDED", "ACTIVE"),
        }[move]  # fmt: skip
        partnership = self.one_of(which, self.world.partnerships, lambda one: one.recorded == before)
        actor = self.voice(number)[0] if number % 2 else self.who(number)
        given = {"partnership": partnership.id} | ({} if move == "resume" else {"reason": "Fictitious."})
        declines = move == "decline"
        refusals = (
            rules.declining(self.world, actor, partnership)
            if declines
            else rules.steering(self.world, actor, partnership, before)
        )
        if self.act(actor, f"{move}Partnership", given, list(refusals), ANSWER):
            partnership.recorded = after

    @precondition(there_are)
    @rule(who=NUMBERS, which=NUMBERS, days=st.sampled_from((-40, -1, 0, 0, 1, 30)))
    def conclude_partnership(self, who: int, which: int, days: int) -> None:
        actor = self.who(who)
        partnership = self.one_of(which, self.world.partnerships, lambda one: one.recorded in ("ACTIVE", "SUSPENDED"))
        on = self.world.today + timedelta(days=days)
        refusals = list(rules.conclusion(self.world, actor, partnership, on))
        given = {"partnership": partnership.id, "on": on.isoformat()}
        if self.act(actor, "concludePartnership", given, refusals, ANSWER):
            partnership.ends_on = on

    @precondition(there_are)
    @rule(who=NUMBERS, which=NUMBERS, days=st.sampled_from((None, 0, 1, 30)))
    def revise_partnership(self, who: int, which: int, days: int | None) -> None:
        actor, partnership = self.who(who), self.one_of(which, self.world.partnerships)
        ends_on = None if days is None else self.world.today + timedelta(days=days)
        refusals = list(rules.revision(self.world, actor, partnership, ends_on))
        given = {"partnership": partnership.id, "endsOn": ends_on and ends_on.isoformat()}
        if self.act(actor, "revisePartnership", given, refusals, ANSWER):
            partnership.ends_on = ends_on

    @precondition(there_are)
    @rule(number=NUMBERS, which=NUMBERS, whom=NUMBERS, days=st.sampled_from((-40, -1, 0, 0, 1, 30)))
    def join_partnership(self, number: int, which: int, whom: int, days: int) -> None:
        partnership = self.one_of(which, self.world.partnerships)
        actor = self.voice(number)[0] if number % 2 else self.who(number)
        identifier = self.one_of(whom, [*PARTNERS, *(one.id for one in self.world.participants.values())])
        on = self.world.today + timedelta(days=days)
        refusals = list(rules.joining(self.world, actor, partnership, identifier, on))
        given = {"partnership": partnership.id, "party": identifier, "on": on.isoformat()}
        if self.act(actor, "joinPartnership", given, refusals, ANSWER):
            partnership.parties.append(Party(identifier, on))

    @precondition(there_are)
    @rule(number=NUMBERS, which=NUMBERS, whom=NUMBERS, days=st.sampled_from((-40, -1, 0, 0, 1, 30)))
    def leave_partnership(self, number: int, which: int, whom: int, days: int) -> None:
        partnership = self.one_of(which, self.world.partnerships, lambda one: len(one.parties) > 2)
        actor = self.voice(number)[0] if number % 2 else self.who(number)
        identifier = self.one_of(whom, partnership.parties).identifier
        on = self.world.today + timedelta(days=days)
        refusals = list(rules.departure(self.world, actor, partnership, identifier, on))
        given = {"partnership": partnership.id, "party": identifier, "on": on.isoformat()}
        if self.act(actor, "leavePartnership", given, refusals, ANSWER):
            stay = rules.leaving(self.world, partnership, identifier)
            assert stay is not None
            stay.until = on
