"""Writes of core: input -> rules -> payload."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import strawberry

from core.identifiers import key_of
from core.members import rules
from core.members.enums import Capacity, MechanismType, Standing
from core.members.types import Accession, FocalPoint, Mechanism, Participant
from core.writing.write import Write
from schema import Language, mutation


@strawberry.input
class CommunicateAccessionInput:
    """(Membership) A state communicates its wish to join and its decision to adopt the Declaration."""

    iso_alpha3: str = strawberry.field(description="The code of the state by ISO 3166-1 alpha-3.")
    standing: Standing = strawberry.field(description="As what it joins.")
    adopts_declaration: bool = strawberry.field(
        description="Whether it adopts the Declaration: without it, it cannot join."
    )
    communicated_on: date = strawberry.field(description="The day on which it was communicated, today at the latest.")


@strawberry.input
class AcknowledgeAccessionInput:
    """(Membership) The Executive Committee acknowledges an accession."""

    accession: strawberry.ID = strawberry.field(description="The id of the Accession.")
    on: date = strawberry.field(description="The day, from that of the communication to today.")


@strawberry.input
class RegisterMechanismInput:
    """(Membership) A participant registers its national mechanism, named in one language.

    Names have 300 signs at most, legalBasis 5,000, website 2,000.
    """

    participant: strawberry.ID = strawberry.field(description="The id of the Participant whose mechanism it is.")
    language: Language = strawberry.field(description="The language of the name.")
    name: str = strawberry.field(description="Its name.")
    type: MechanismType = strawberry.field(description="Its type.")
    legal_basis: str | None = strawberry.field(
        default=None, description="The act, decree or other text that it stands on."
    )
    established_on: date | None = strawberry.field(default=None, description="The day on which it was established.")
    website: str | None = strawberry.field(
        default=None, description="The address of its website; it begins with https:// or http://."
    )
    tracking_tool: str | None = strawberry.field(
        default=None, description="For instance SIMORE Plus, IMPACT OSS, NRTD."
    )
    capacities: list[Capacity] | None = strawberry.field(
        default=None, description="The capacities that it has; none where left out."
    )


@strawberry.input
class DesignateFocalPointInput:
    """(Membership) A participant designates who speaks for it. Names have 300 signs at most."""

    participant: strawberry.ID = strawberry.field(description="The id of the Participant that designates.")
    name: str = strawberry.field(description="The name of the person.")
    title: str | None = strawberry.field(default=None, description="The person's office or function.")
    email: str = strawberry.field(description="Where mail reaches the person.")
    since: date = strawberry.field(
        description="The first day, within a year; not before that of the present designation."
    )


class Mutations:
    """The four writes of core."""

    @mutation(accession=Accession)
    def communicate_accession(write: Write, input: CommunicateAccessionInput) -> Mapping[str, int | None]:
        """(Membership) Receive a state's communication. For the Executive Committee and administrators."""
        accession = rules.communicate_accession(
            write, input.iso_alpha3, input.standing, input.adopts_declaration, input.communicated_on
        )
        return {"accession": accession}

    @mutation(accession=Accession, participant=Participant)
    def acknowledge_accession(write: Write, input: AcknowledgeAccessionInput) -> Mapping[str, int | None]:
        """(Membership) Acknowledge an accession: the state takes part. For the Committee and administrators."""
        accession = key_of(input.accession, "Accession", "accession")
        return {"accession": accession, "participant": rules.acknowledge_accession(write, accession, input.on)}

    @mutation(mechanism=Mechanism, participant=Participant)
    def register_mechanism(write: Write, input: RegisterMechanismInput) -> Mapping[str, int | None]:
        """(Membership) Register a national mechanism; an observer becomes a member.

        For the participant itself and administrators.
        """
        participant = key_of(input.participant, "Participant", "participant")
        described = rules.MechanismDescription(
            language=input.language.value,
            name=input.name,
            type=input.type,
            legal_basis=input.legal_basis,
            established_on=input.established_on,
            website=input.website,
            tracking_tool=input.tracking_tool,
            capacities=input.capacities or (),
        )
        return {"mechanism": rules.register_mechanism(write, participant, described), "participant": participant}

    @mutation(focal_point=FocalPoint)
    def designate_focal_point(write: Write, input: DesignateFocalPointInput) -> Mapping[str, int | None]:
        """(Membership) Designate who speaks for a participant, from a day that is at most 366 days ahead.

        It ends the present designation on that day, and replaces any that has not begun. For the participant itself and
        administrators.
        """
        participant = key_of(input.participant, "Participant", "participant")
        return {
            "focal_point": rules.designate_focal_point(
                write, participant, input.name, input.title, input.email, input.since
            )
        }
