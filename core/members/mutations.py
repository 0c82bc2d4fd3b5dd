"""Writes of members: input -> rules -> payload."""

from __future__ import annotations

from core.inputs.identifiers import key_of
from core.members import inputs
from core.members.rules import accessions, correcting_focal_points, focal_points, mechanisms, regional_groups
from core.members.types import Accession, FocalPoint, Mechanism, Participant, State
from core.writing.write import Write
from schema import Changed, changes_in, mutation


class Mutations:
    """The writes of states and participants."""

    @mutation(accession=Accession)
    def communicate_accession(write: Write, input: inputs.CommunicateAccessionInput) -> Changed:
        """(Membership) Record a state's communication. For the Executive Committee and administrators."""
        accession = accessions.communicate_accession(
            write, input.iso_alpha3, input.standing, input.adopts_declaration, input.communicated_on
        )
        return {"accession": accession}

    @mutation(accession=Accession, participant=Participant)
    def acknowledge_accession(write: Write, input: inputs.AcknowledgeAccessionInput) -> Changed:
        """(Membership) Acknowledge an accession: the state takes part. For the Committee and administrators."""
        accession = key_of(input.accession, "Accession", "accession")
        return {"accession": accession, "participant": accessions.acknowledge_accession(write, accession, input.on)}

    @mutation(state=State)
    def withdraw_accession(write: Write, input: inputs.WithdrawAccessionInput) -> Changed:
        """(Membership) Remove an accession that was communicated by mistake, before it is acknowledged.

        The state may then communicate its own; the journal keeps what was recorded before. For administrators.
        """
        accession = key_of(input.accession, "Accession", "accession")
        return {"state": accessions.withdraw_accession(write, accession, input.reason)}

    @mutation(participant=Participant)
    def correct_accession(write: Write, input: inputs.CorrectAccessionInput) -> Changed:
        """(Membership) Correct how a participant acceded, if it was recorded wrongly: standing, day, or founding.

        The correction holds from its first day on; votes that it cast stay. The journal keeps what was recorded before.
        For administrators.
        """
        participant = key_of(input.participant, "Participant", "participant")
        return {
            "participant": accessions.correct_accession(
                write,
                participant,
                input.reason,
                input.standing,
                input.communicated_on,
                input.acknowledged_on,
                input.founding,
            )
        }

    @mutation(mechanism=Mechanism, participant=Participant)
    def register_mechanism(write: Write, input: inputs.RegisterMechanismInput) -> Changed:
        """(Membership) Register a national mechanism, or correct it under the same name; an observer becomes a member.

        For the participant itself and administrators.
        """
        participant = key_of(input.participant, "Participant", "participant")
        details = changes_in(input, *mechanisms.DETAILS)
        described = mechanisms.MechanismDescription(input.language.value, input.name, input.type, **details)
        mechanism = mechanisms.register_mechanism(write, participant, described, stated=details)
        return {"mechanism": mechanism, "participant": participant}

    @mutation(mechanism=Mechanism)
    def translate_mechanism(write: Write, input: inputs.TranslateMechanismInput) -> Changed:
        """(Membership) Translate the name of a national mechanism, or correct a translation.

        For the participant itself and administrators.
        """
        mechanism = key_of(input.mechanism, "Mechanism", "mechanism")
        return {"mechanism": mechanisms.translate_mechanism(write, mechanism, input.language.value, input.name)}

    @mutation(participant=Participant)
    def withdraw_mechanism(write: Write, input: inputs.WithdrawMechanismInput) -> Changed:
        """(Membership) Withdraw the mechanism of a participant that does not have it, or no longer does.

        For administrators. If it was a mistake, the mechanism that it replaced continues; if there is none, whoever was
        already a member remains one, and without a mechanism becomes an observer if this is repeated. Any other
        participant is an observer from today on.
        """
        participant = key_of(input.participant, "Participant", "participant")
        return {"participant": mechanisms.withdraw_mechanism(write, participant, input.reason, input.ceased_on)}

    @mutation(mechanism=Mechanism, participant=Participant)
    def reinstate_mechanism(write: Write, input: inputs.ReinstateMechanismInput) -> Changed:
        """(Membership) Let a mechanism continue that was withdrawn by mistake as one that ceased to exist.

        The participant was a member throughout: the change of its standing is removed. This is possible until another
        mechanism is registered. The journal keeps both. For administrators.
        """
        participant = key_of(input.participant, "Participant", "participant")
        mechanism = mechanisms.reinstate_mechanism(write, participant, input.reason)
        return {"mechanism": mechanism, "participant": participant}

    @mutation(focal_point=FocalPoint)
    def designate_focal_point(write: Write, input: inputs.DesignateFocalPointInput) -> Changed:
        """(Membership) Designate the person who speaks for a participant, from a day at most 366 days ahead.

        This ends the present designation on that day. Somebody else who is already designated from a later day, still
        in the future, remains the successor; any other designation that begins later or is still in the future is
        replaced. A token speaks for the participant: that of the previous person is accepted until the operator revokes
        it. For the participant itself and administrators.
        """
        participant = key_of(input.participant, "Participant", "participant")
        details = changes_in(input, *focal_points.DETAILS)
        language = details.get("language")
        return {
            "focal_point": focal_points.designate_focal_point(
                write,
                participant,
                input.name,
                details.get("title"),
                input.email,
                input.since,
                language and language.value,
                stated=details,
            )
        }

    @mutation(focal_point=FocalPoint)
    def correct_focal_point(write: Write, input: inputs.CorrectFocalPointInput) -> Changed:
        """(Membership) Correct what is known of the person of a designation, also of one that has ended.

        The days of all designations stay, and the journal names only what was corrected. The address of one that has
        not ended is corrected by designating the person again. Mail to an address that was corrected loses its address
        and text, and is no longer sent, unless another designation has the same address. For the participant itself and
        administrators.
        """
        details, required = changes_in(input, *focal_points.DETAILS), {"name": input.name, "email": input.email}
        if language := details.get("language"):
            details["language"] = language.value
        changes = details | {name: value for name, value in required.items() if value is not None}
        focal_point = key_of(input.focal_point, "FocalPoint", "focalPoint")
        return {"focal_point": correcting_focal_points.correct_focal_point(write, focal_point, changes)}

    @mutation(focal_point=FocalPoint)
    def erase_focal_point(write: Write, input: inputs.EraseFocalPointInput) -> Changed:
        """(Membership) Erase the person of a designation that has ended or was a mistake.

        Name, title, address and language are deleted, also of the participant's designations that never took effect and
        have the same first day, name or address. The facts and the days of designations stay. So does the journal,
        which has never named the person. Mail to the address loses its address and text, and is no longer
        sent, unless another designation has the same address. For administrators.
        """
        focal_point = key_of(input.focal_point, "FocalPoint", "focalPoint")
        return {"focal_point": focal_points.erase_focal_point(write, focal_point, input.reason, input.mistaken)}

    @mutation(state=State)
    def correct_regional_group(write: Write, input: inputs.CorrectRegionalGroupInput) -> Changed:
        """(Membership) Change or correct the regional group of a state; these groups are informal. For administrators.

        Rules about members and the Committee go by the group of the day; the journal keeps the earlier one.
        """
        return {
            "state": regional_groups.correct_regional_group(write, input.iso_alpha3, input.regional_group, input.since)
        }
