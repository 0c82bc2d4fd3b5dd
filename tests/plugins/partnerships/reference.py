"""Partners and partnerships in the slow reference resolver, for the public."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from operator import attrgetter
from types import SimpleNamespace as Row
from typing import Any

from core.members import folded
from plugins.partnerships import tables
from tests.core.members.reference import holds
from tests.schema.agreement.reference import Maker, Part, Reference, there_in, written

RUNNING = ("ACTIVE", "SUSPENDED")
GANHRI = 2


class PartnershipsPart(Part):
    """What outsiders see: the number of support requests, but no request."""

    tables = tables.metadata

    def __init__(self, reference: Reference) -> None:
        super().__init__(reference)
        self.requests = self.rows["partnerships_support_requests"]
        self.rows["partnerships_support_requests"] = []

    def nodes(self) -> dict[str, tuple[str, Maker]]:
        return {
            "Partner": ("partnerships_partners", self.partner),
            "Partnership": ("partnerships_partnerships", self.partnership),
            "Contribution": ("partnerships_contributions", self.contribution),
            "Activity": ("partnerships_activities", self.activity),
            "SupportRequest": ("partnerships_support_requests", self.hidden),
        }

    def root(self) -> dict[str, Any]:
        return {
            "partner": lambda _, id: self.reference.node(id),
            "partners": lambda _, filter=None, **page: self.reference.pages(
                "Partner",
                [row for row in self.rows["partnerships_partners"] if self.wanted_partner(row, filter or {})],
                "default",
                [attrgetter("sort_name")],
                page,
            ),
            "partnership": lambda _, id: self.reference.node(id),
            "partnerships": lambda _, filter=None, **page: self.partnerships(
                [row for row in self.rows["partnerships_partnerships"] if self.wanted_partnership(row, filter or {})],
                page,
                self.reference.today,
            ),
            "supportRequests": lambda _, **page: self.reference.pages(
                "SupportRequest", [], "default", [attrgetter("opened_at")], page, True
            ),
        }

    def added(self, type_name: str, row: Row, day: date) -> dict[str, Any]:
        if type_name == "State":
            return {"institutions": lambda _: self.partners(self.institutions(row), day)}
        if type_name == "Participant":
            return self.shown_under("participant_id", row, day)
        if type_name == "Objective":
            aims = {aim.partnership_id for aim in self.rows["partnerships_aims"] if aim.objective_id == row.id}
            return {"partnerships": lambda _, **page: self.partnerships(self.among(aims), page, day)}
        if type_name == "Network":
            return {"resources": self.sums(self.rows["partnerships_contributions"]), "support": self.support()}
        return {}

    # ------------------------------------------------------------------ what types have

    def partner(self, row: Row, day: date) -> dict[str, Any]:
        member = row.accreditation in ("A", "B")
        return {
            "name": lambda _, language=None: self.reference.text(row.name, row.original_language, language),
            "originalLanguage": row.original_language.upper(),
            "languages": there_in(row.name),
            "acronym": row.acronym,
            "kind": row.kind,
            "treaty": lambda _, language=None: row.treaty and self.reference.text(row.treaty, "en", language),
            "state": lambda _: self.reference.object("State", row.state_id, day),
            "accreditation": row.accreditation,
            "accreditedIn": row.accredited_in,
            "memberOf": lambda _: [self.reference.object("Partner", GANHRI, day)] if member else [],
            "website": row.website,
            **self.shown_under("partner_id", row, day),
        }

    def shown_under(self, key: str, row: Row, day: date) -> dict[str, Any]:
        """The partnerships and activities of a participant or partner."""
        mine = [party for party in self.rows["partnerships_parties"] if getattr(party, key) == row.id]
        present = {party.partnership_id for party in mine if holds(party, day)}

        def took_part(activity: Row) -> bool:
            there = [party for party in mine if party.partnership_id == activity.partnership_id]
            days = ((activity.held_until or activity.held_on) - activity.held_on).days + 1
            return any(holds(party, activity.held_on + timedelta(number)) for party in there for number in range(days))

        return {
            "partnerships": lambda _, **page: self.partnerships(self.among(present), page, day),
            "activities": lambda _, **page: self.activities(
                [activity for activity in self.rows["partnerships_activities"] if took_part(activity)], page, day
            ),
        }

    def partnership(self, row: Row, day: date) -> dict[str, Any]:
        def own(table: str, *order: str) -> list[Row]:
            rows = [one for one in self.rows[f"partnerships_{table}"] if one.partnership_id == row.id]
            return sorted(rows, key=attrgetter(*order, "id"))

        parties = own("parties", "since")
        present = [party for party in parties if holds(party, day)]
        participants = {party.participant_id for party in present}
        partners = {party.partner_id for party in present}
        numbers = sorted(aim.objective_id for aim in own("aims"))
        contributions = own("contributions", "recorded_at")
        return {
            "title": lambda _, language=None: self.reference.text(row.title, row.original_language, language),
            "originalLanguage": row.original_language.upper(),
            "languages": there_in(row.title),
            "description": lambda _, language=None: self.reference.text(
                row.description, row.original_language, language
            ),
            "status": self.status(row, day),
            "scope": "MULTILATERAL" if len(present) > 2 else "BILATERAL",
            "participants": lambda _: self.participants(participants, day),
            "partners": lambda _: self.partners(
                [one for one in self.rows["partnerships_partners"] if one.id in partners], day
            ),
            "parties": lambda _: [self.party(party, day) for party in parties],
            "objectives": lambda _: [self.reference.object("Objective", number, day) for number in numbers],
            "sustainableDevelopmentGoals": row.goals,
            "startsOn": written(row.starts_on),
            "endsOn": written(row.ends_on),
            "agreementUrl": row.agreement_url,
            "changes": [
                {"status": stage.status, "on": written(stage.since), "reason": stage.reason}
                for stage in own("stages", "number")
            ],
            "contributions": lambda _: [self.reference.made("Contribution", one, day) for one in contributions],
            "totals": self.sums(contributions),
            "activities": lambda _, **page: self.activities(own("activities"), page, day),
        }

    def party(self, row: Row, day: date) -> dict[str, Any]:
        return {
            "participant": lambda _: self.reference.object("Participant", row.participant_id, day),
            "partner": lambda _: self.reference.object("Partner", row.partner_id, day),
            "since": written(row.since),
            "until": written(row.until),
        }

    def contribution(self, row: Row, day: date) -> dict[str, Any]:
        return {
            **{name: getattr(row, name) for name in ("kind", "by", "description", "amount", "currency")},
            "partnership": lambda _: self.reference.object("Partnership", row.partnership_id, day),
        }

    def activity(self, row: Row, day: date) -> dict[str, Any]:
        return {
            "title": lambda _, language=None: self.reference.text(row.title, row.original_language, language),
            "originalLanguage": row.original_language.upper(),
            "languages": there_in(row.title),
            "on": written(row.held_on),
            "until": written(row.held_until),
            "place": row.place,
            "report": row.report,
            "partnership": lambda _: self.reference.object("Partnership", row.partnership_id, day),
        }

    def hidden(self, row: Row, day: date) -> dict[str, Any]:
        raise AssertionError("no support request is shown to the public")

    def support(self) -> dict[str, int]:
        found = [row.status for row in self.requests]
        return {status.lower(): found.count(status) for status in ("OPEN", "ACCEPTED", "ANSWERED", "DECLINED")}

    def sums(self, contributions: Iterable[Row]) -> list[dict[str, Any]]:
        """Sums by kind and currency, from the decimals as they were written."""
        found: dict[tuple[str, str], list[Row]] = {}
        for row in contributions:
            if row.amount is not None:
                found.setdefault((row.kind, row.currency), []).append(row)
        return [
            {
                "kind": kind,
                "currency": currency,
                "amount": f"{sum(Decimal(row.amount) for row in rows):.{rows[0].decimals}f}",
                "contributions": len(rows),
                "partnerships": len({row.partnership_id for row in rows}),
            }
            for (kind, currency), rows in sorted(found.items())
        ]

    # ------------------------------------------------------------------ what lists ask for

    def status(self, row: Row, day: date) -> str:
        for stage in self.rows["partnerships_stages"]:
            if stage.partnership_id == row.id and holds(stage, day):
                ended = stage.status in RUNNING and row.ends_on is not None and row.ends_on <= day
                return "CONCLUDED" if ended else str(stage.status)
        return "PROPOSED"

    def among(self, keys: Iterable[int]) -> list[Row]:
        wanted = set(keys)
        return [row for row in self.rows["partnerships_partnerships"] if row.id in wanted]

    def institutions(self, state: Row) -> list[Row]:
        kind = "NATIONAL_HUMAN_RIGHTS_INSTITUTION"
        return [row for row in self.rows["partnerships_partners"] if row.state_id == state.id and row.kind == kind]

    def partners(self, rows: Iterable[Row], day: date) -> list[Any]:
        found = sorted(rows, key=lambda row: (row.sort_name.encode(), row.id))
        return [self.reference.made("Partner", row, day) for row in found]

    def participants(self, keys: Iterable[int | None], day: date) -> list[Any]:
        def name(row: Row) -> bytes:
            state = self.reference.row("members_states", id=row.state_id)
            assert state is not None
            return bytes(state.sort_name.encode())

        found = [row for row in self.rows["members_participants"] if row.id in set(keys)]
        return [self.reference.made("Participant", row, day) for row in sorted(found, key=name)]

    def partnerships(self, rows: Iterable[Row], page: Mapping[str, Any], day: date) -> dict[str, Any]:
        keys = [attrgetter("proposed_at")]
        return self.reference.pages("Partnership", rows, "default", keys, page, True, day)

    def activities(self, rows: Iterable[Row], page: Mapping[str, Any], day: date) -> dict[str, Any]:
        return self.reference.pages("Activity", rows, "default", [attrgetter("held_on")], page, True, day)

    def wanted_partner(self, row: Row, asked: Mapping[str, Any]) -> bool:
        searched = [folded(name) for name in [*row.name.values(), row.acronym or ""]]
        return (
            asked.get("kind") in (None, row.kind)
            and asked.get("state") in (None, f"State:{row.state_id}")
            and asked.get("accreditation") in (None, row.accreditation)
            and any(folded(asked.get("nameContains") or "") in name for name in searched)
        )

    def wanted_partnership(self, row: Row, asked: Mapping[str, Any]) -> bool:
        shown = self.partnership(row, self.reference.today)
        parties = [
            party
            for party in self.rows["partnerships_parties"]
            if party.partnership_id == row.id and holds(party, self.reference.today)
        ]
        kinds = {self.reference.row("partnerships_partners", id=p.partner_id).kind for p in parties if p.partner_id}  # type: ignore[union-attr]
        objectives = {a.objective_id for a in self.rows["partnerships_aims"] if a.partnership_id == row.id}
        return (
            asked.get("status") in (None, shown["status"])
            and (asked.get("statuses") is None or shown["status"] in asked["statuses"])
            and asked.get("scope") in (None, shown["scope"])
            and asked.get("objective") in (None, *objectives)
            and asked.get("partner") in (None, *(f"Partner:{party.partner_id}" for party in parties))
            and asked.get("participant") in (None, *(f"Participant:{party.participant_id}" for party in parties))
            and asked.get("partnerKind") in (None, *kinds)
            and (asked.get("activeOn") is None or self.active(row, date.fromisoformat(asked["activeOn"])))
        )

    def active(self, row: Row, day: date) -> bool:
        return (
            any(
                stage.partnership_id == row.id and stage.status == "ACTIVE" and holds(stage, day)
                for stage in self.rows["partnerships_stages"]
            )
            and (row.starts_on or day) <= day
            and (row.ends_on is None or row.ends_on > day)
        )
