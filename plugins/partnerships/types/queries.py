"""Root fields of partners, partnerships and support."""

from __future__ import annotations

from plugins.partnerships.types.network import SupportRequest
from plugins.partnerships.types.partnerships import Partner, PartnerFilter, Partnership, PartnershipFilter
from schema import Connection, by_id, connection


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
        description="(Partnerships) For the participant that asked, OHCHR and administrators; the newest first."
    )
