"""GraphQL types of partners and partnerships, declared over the tables."""

from __future__ import annotations

from datetime import date

from sqlalchemy import and_
from strawberry import ID

from core.members import Objective, Participant, State, folded, name_contains
from plugins.partnerships import clauses
from plugins.partnerships.enums import (
    Accreditation,
    ContributionKind,
    PartnerKind,
    PartnershipScope,
    PartnershipStatus,
)
from plugins.partnerships.reference import GANHRI
from plugins.partnerships.rules.partners import INSTITUTION
from plugins.partnerships.tables import activities, contributions, parties, partners, partnerships, stages
from schema import (
    Connection,
    Language,
    Order,
    among,
    column,
    connection,
    filters,
    many,
    node,
    record,
    reference,
    text,
    there_in,
    where,
    written_in,
)


@filters
class PartnerFilter:
    """Which partners; all conditions must hold."""

    kind: PartnerKind | None = where(lambda partner, value: partner.kind == value, description="Those of this kind.")
    state: ID | None = where(
        lambda partner, key: partner.state_id == key,
        id_of="State",
        description="The id of a State: its national institutions, and all others that are registered with it.",
    )
    accreditation: Accreditation | None = where(
        lambda partner, value: partner.accreditation == value,
        description="National institutions of this accreditation.",
    )
    name_contains: str | None = where(
        lambda partner, value: name_contains(partner.search_names, value),
        convert=folded,
        description="A part of its name or acronym in any language, in upper or lower case, with any accents, "
        "apostrophes, hyphens and digits; œ counts as oe, ة as ه, ى as ي.",
    )


@node(partners, order=(partners.c.sort_name,))
class Partner:
    """(Partnerships) A present or possible partner of the Network, such as a human rights body or an institution."""

    name: str = text(partners.c.name, original=partners.c.original_language, description="The full name.")
    original_language: Language = written_in(partners.c.original_language)
    languages: list[Language] = there_in(partners.c.name, description="The languages in which its name exists.")
    acronym: str | None = column(partners.c.acronym, description="For example OHCHR.")
    kind: PartnerKind = column(partners.c.kind, description="What kind of partner it is.")
    treaty: str | None = text(
        partners.c.treaty,
        description="For a treaty body: the instrument that it monitors, in all six languages.",
    )
    state: State | None = reference(
        partners.c.state_id, description="Its state, if it is registered with one, as every national institution is."
    )
    accreditation: Accreditation | None = column(
        partners.c.accreditation,
        description="For a national institution: its accreditation under the Paris Principles.",
    )
    accredited_in: int | None = column(partners.c.accredited_in, description="The year of that accreditation.")
    member_of: list[Partner] = many(
        lambda partner, other: and_(
            other.id == GANHRI, partner.kind == INSTITUTION, partner.accreditation != Accreditation.NONE.name
        ),
        description="GANHRI, for a national institution that it has accredited with A or B.",
    )
    website: str | None = column(partners.c.website, description="The address of the partner's own pages.")
    partnerships: Connection[Partnership] = connection(
        lambda partner, row: clauses.has_party(row, parties.c.partner_id == partner.id),
        description="Partnerships that it is a party to, the newest first.",
    )
    activities: Connection[Activity] = connection(
        lambda partner, activity: clauses.took_part(activity, parties.c.partner_id == partner.id),
        description="Activities of its partnerships, on days on which it was a party.",
    )


@filters
class PartnershipFilter:
    """Which partnerships; all conditions must hold."""

    status: PartnershipStatus | None = where(
        lambda row, value: clauses.status_of(row) == value, description="Those with this status today."
    )
    statuses: list[PartnershipStatus] | None = where(
        lambda row, values: among(clauses.status_of(row), values), description="Those with any of these today."
    )
    scope: PartnershipScope | None = where(
        lambda row, value: clauses.scope_of(row) == value, description="Those with this many parties today."
    )
    objective: int | None = where(
        clauses.supports, description="Those that support this objective of the Network, by number, from 1 to 6."
    )
    partner: ID | None = where(
        lambda row, key: clauses.has_party(row, parties.c.partner_id == key),
        id_of="Partner",
        description="The id of a Partner: those that it is a party to today.",
    )
    participant: ID | None = where(
        lambda row, key: clauses.has_party(row, parties.c.participant_id == key),
        id_of="Participant",
        description="The id of a Participant: those that it is a party to today.",
    )
    partner_kind: PartnerKind | None = where(
        keys=clauses.with_partner_of_kind, description="Those with a partner of this kind, today."
    )
    active_on: date | None = where(clauses.active_on, description="Active on that day, as far as is known today.")


@node(partnerships, order=Order(keys=(partnerships.c.proposed_at,), descending=True))
class Partnership:
    """(Partnerships) Participants and partners that work together for the Network's objectives."""

    title: str = text(partnerships.c.title, original=partnerships.c.original_language, description="Its title.")
    description: str = text(
        partnerships.c.description, original=partnerships.c.original_language, description="What it is about."
    )
    original_language: Language = written_in(partnerships.c.original_language)
    languages: list[Language] = there_in(partnerships.c.title)
    status: PartnershipStatus = column(
        clauses.status_of, description="Its status on the requested day: from its end date on, it is concluded."
    )
    scope: PartnershipScope = column(clauses.scope_of, description="Whether it has two parties, or more.")
    participants: list[Participant] = many(
        lambda row, participant: clauses.is_among_parties(parties.c.participant_id, participant.id, row),
        description="Participants that are parties to it on the requested day.",
    )
    partners: list[Partner] = many(
        lambda row, partner: clauses.is_among_parties(parties.c.partner_id, partner.id, row),
        description="Partners that are parties to it on the requested day.",
    )
    parties: list[Party] = many(
        lambda row, party: party.partnership_id == row.id, description="All parties, including those that left."
    )
    objectives: list[Objective] = many(
        lambda row, objective: clauses.supports(row, objective.id),
        description="The objectives that it supports; at least one.",
    )
    sustainable_development_goals: list[int] = column(partnerships.c.goals, description="By number, from 1 to 17.")
    starts_on: date | None = column(
        partnerships.c.starts_on, description="The day on which it begins, if one was given."
    )
    ends_on: date | None = column(partnerships.c.ends_on, description="The day on which it concludes by itself.")
    agreement_url: str | None = column(partnerships.c.agreement_url, description="The address of the agreement.")
    changes: list[PartnershipChange] = many(
        lambda row, change: change.partnership_id == row.id,
        description="The changes of its status, in the order in which they were recorded.",
    )
    contributions: list[Contribution] = many(
        lambda row, contribution: contribution.partnership_id == row.id,
        description="Contributions to it, in the order in which they were recorded.",
    )
    totals: list[ContributionTotal] = many(
        lambda row, money: clauses.stands_for_total(money, row),
        description="The money contributed, by kind and currency; never added across currencies.",
    )
    activities: Connection[Activity] = connection(
        lambda row, activity: activity.partnership_id == row.id, description="Its activities, the newest first."
    )


@record(parties, order=(parties.c.since,))
class Party:
    """A participant or a partner that is or was in a partnership."""

    participant: Participant | None = reference(
        parties.c.participant_id, description="The participant; null if the party is a partner."
    )
    partner: Partner | None = reference(
        parties.c.partner_id, description="The partner; null if the party is a participant."
    )
    since: date = column(parties.c.since, description="The first day on which it is or was a party.")
    until: date | None = column(parties.c.until, description="The first day on which it was no longer a party, if any.")


@record(stages, order=(stages.c.number,))
class PartnershipChange:
    """(S3) A change of the status of a partnership."""

    status: PartnershipStatus = column(stages.c.status, description="The status that it took.")
    on: date = column(stages.c.since, description="The first day with this status.")
    reason: str | None = column(stages.c.reason, description="Why, if a reason was given.")


@node(contributions, order=(contributions.c.recorded_at,))
class Contribution:
    """A contribution to a partnership."""

    kind: ContributionKind = column(contributions.c.kind, description="What kind of contribution it is.")
    by: str = column(contributions.c.by, description="The name of the contributor.")
    description: str = column(contributions.c.description, description="What was contributed.")
    amount: str | None = column(contributions.c.amount, description="An exact decimal.")
    currency: str | None = column(contributions.c.currency, description="ISO 4217.")
    partnership: Partnership = reference(
        contributions.c.partnership_id, description="The partnership that it was given to."
    )


@record(clauses.money, order=(lambda money: money.kind, lambda money: money.currency))
class ContributionTotal:
    """The money of one kind and currency in a partnership."""

    kind: ContributionKind = column(lambda money: money.kind, description="The kind of these contributions.")
    currency: str = column(lambda money: money.currency, description="ISO 4217.")
    amount: str = column(clauses.total_amount, description="An exact decimal.")
    contributions: int = column(clauses.total_count, description="How many there are.")


@record(clauses.resources, order=(lambda total: total.kind, lambda total: total.currency))
class ResourceTotal:
    """The money of one kind and currency in all partnerships."""

    kind: ContributionKind = column(lambda total: total.kind, description="The kind of these contributions.")
    currency: str = column(lambda total: total.currency, description="ISO 4217.")
    amount: str = column(lambda total: total.amount, description="An exact decimal.")
    contributions: int = column(lambda total: total.contributions, description="How many there are.")
    partnerships: int = column(
        lambda total: total.partnerships, description="How many partnerships they were given to."
    )


@node(activities, order=Order(keys=(activities.c.held_on,), descending=True))
class Activity:
    """Something that a partnership does, on one day or from a first day to a last."""

    title: str = text(activities.c.title, original=activities.c.original_language, description="Its title.")
    original_language: Language = written_in(activities.c.original_language)
    languages: list[Language] = there_in(activities.c.title, description="The languages in which its title exists.")
    on: date = column(activities.c.held_on, description="The day, or the first of several.")
    until: date | None = column(activities.c.held_until, description="The last day, if there are several.")
    place: str | None = column(activities.c.place, description="Where it was held.")
    report: str | None = column(activities.c.report, description="What is reported about it.")
    partnership: Partnership = reference(activities.c.partnership_id, description="The partnership that did it.")
