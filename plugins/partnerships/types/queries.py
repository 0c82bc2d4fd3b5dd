"""Root fields of partners, partnerships and support, and fields added to the types of core."""

from __future__ import annotations

from sqlalchemy import and_

from plugins.partnerships import clauses
from plugins.partnerships.rules.partners import INSTITUTION
from plugins.partnerships.tables import parties
from plugins.partnerships.types.partnerships import (
    Activity,
    Partner,
    PartnerFilter,
    Partnership,
    PartnershipFilter,
    ResourceTotal,
)
from plugins.partnerships.types.support import SupportFigures, SupportRequest
from schema import Connection, by_id, connection, many, part


class Queries:
    """Root fields of partners, partnerships and support."""

    partner: Partner | None = by_id()
    partners: Connection[Partner] = connection(
        filter=PartnerFilter, description="(Partnerships) The register of partners, by name."
    )
    partnership: Partnership | None = by_id()
    partnerships: Connection[Partnership] = connection(
        filter=PartnershipFilter, description="(Partnerships) All partnerships, the newest first."
    )
    support_requests: Connection[SupportRequest] = connection(
        description="(Partnerships) Support requests, the newest first; for the participant that asked, OHCHR and "
        "administrators."
    )


class NetworkFields:
    """Fields of the Network."""

    resources: list[ResourceTotal] = many(
        description="(Partnerships) The money contributed, by kind and currency; never added across currencies."
    )
    support: SupportFigures = part(description="(Partnerships) How many support requests have which status.")


class ParticipantFields:
    """Fields of participants."""

    partnerships: Connection[Partnership] = connection(
        lambda participant, row: clauses.has_party(row, parties.c.participant_id == participant.id),
        description="Partnerships that it is a party to, the newest first.",
    )
    activities: Connection[Activity] = connection(
        lambda participant, activity: clauses.took_part(activity, parties.c.participant_id == participant.id),
        description="Activities of its partnerships, on days on which it was a party.",
    )


class ObjectiveFields:
    """Fields of objectives."""

    partnerships: Connection[Partnership] = connection(
        lambda objective, row: clauses.supports(row, objective.id), description="Partnerships that support it."
    )


class StateFields:
    """Fields of states."""

    institutions: list[Partner] = many(
        lambda state, partner: and_(partner.state_id == state.id, partner.kind == INSTITUTION),
        description="Its national human rights institutions.",
    )
