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

    iso_alpha3: str
    standing: Standing
    adopts_declaration: bool
    communicated_on: date


@strawberry.input
class AcknowledgeAccessionInput:
    """(Membership) The Executive Committee acknowledges an accession."""

    accession: strawberry.ID
    on: date


@strawberry.input
class RegisterMechanismInput:
    """(Membership) A participant registers its national mechanism, named in one language."""

    participant: strawberry.ID
    language: Language
    name: str
    type: MechanismType
    legal_basis: str | None = None
    established_on: date | None = None
    website: str | None = None
    tracking_tool: str | None = None
    capacities: list[Capacity] | None = None


@strawberry.input
class DesignateFocalPointInput:
    """(Membership) A participant designates who speaks for it."""

    participant: strawberry.ID
    name: str
    title: str | None = None
    email: str
    since: date


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
        """(Membership) Register a national mechanism; an observer becomes a member. For the participant itself."""
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
        """(Membership) Designate who speaks for a participant, instead of the last. For the participant itself."""
        participant = key_of(input.participant, "Participant", "participant")
        return {
            "focal_point": rules.designate_focal_point(
                write, participant, input.name, input.title, input.email, input.since
            )
        }
