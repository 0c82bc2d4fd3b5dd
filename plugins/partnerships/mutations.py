"""Writes of partnerships: input -> rules -> payload."""

from __future__ import annotations

from datetime import date
from typing import Any

from core import Write, key_of, keys_of
from core.members import State
from plugins.partnerships import inputs
from plugins.partnerships.rules import activities, contributions, correcting_partners, joining, life, revising, support
from plugins.partnerships.rules.parties import Stay
from plugins.partnerships.rules.partners import PartnerDescription, register_partner
from plugins.partnerships.types import Activity, Partner, Partnership, SupportRequest
from schema import Changed, changes_in, mutation


def _partnership(input_: Any) -> int:
    return key_of(input_.partnership, "Partnership", "partnership")


def _stay(input_: Any, since: date) -> Stay:
    """The stay of the participant or partner of an id, from a day on. Raises InvalidId."""
    if str(input_.party).startswith("Participant:"):
        return Stay(participant=key_of(input_.party, "Participant", "party"), since=since)
    return Stay(partner=key_of(input_.party, "Partner", "party"), since=since)


def _without_nulls(**given: Any) -> dict[str, Any]:
    """What is given; a null stands for what stays as it is."""
    return {name: value for name, value in given.items() if value is not None}


class Mutations:
    """The writes of partnerships."""

    @mutation(partner=Partner)
    def register_partner(write: Write, input: inputs.partners.RegisterPartnerInput) -> Changed:
        """(S4) Register a partner.

        For members and administrators. OHCHR, GANHRI and the treaty bodies are in the register from the start.
        """
        described = PartnerDescription(
            language=input.language.value,
            name=input.name,
            kind=input.kind,
            acronym=input.acronym,
            iso_alpha3=input.iso_alpha3,
            accreditation=input.accreditation,
            website=input.website,
        )
        return {"partner": register_partner(write, described)}

    @mutation(partner=Partner)
    def correct_partner(write: Write, input: inputs.partners.CorrectPartnerInput) -> Changed:
        """(S4) Correct the description of a registered partner, or give its name in another language.

        For the Committee and administrators; for a national institution, also for the member of its state, except its
        kind and state.
        """
        changes = _without_nulls(name=input.name, kind=input.kind, accreditation=input.accreditation)
        changes |= changes_in(input, "acronym", "iso_alpha3", "website")
        partner, language = key_of(input.partner, "Partner", "partner"), input.language and input.language.value
        return {"partner": correcting_partners.correct_partner(write, partner, language, changes)}

    @mutation(state=State)
    def withdraw_partner(write: Write, input: inputs.partners.WithdrawPartnerInput) -> Changed:
        """(S4) Remove a partner that was registered by mistake, if no partnership names it.

        The answer is the partner's state, if it has one. The journal keeps what was there before. For those who may
        correct it.
        """
        partner = key_of(input.partner, "Partner", "partner")
        return {"state": correcting_partners.withdraw_partner(write, partner, input.reason)}

    @mutation(partnership=Partnership)
    def propose_partnership(write: Write, input: inputs.partnerships.ProposePartnershipInput) -> Changed:
        """(S1) Propose a partnership. For any of its parties and administrators."""
        proposal = life.Proposal(
            language=input.language.value,
            title=input.title,
            description=input.description,
            participants=keys_of(input.participants, "Participant", "participants"),
            partners=keys_of(input.partners, "Partner", "partners"),
            objectives=input.objectives,
            goals=input.sustainable_development_goals or (),
            starts_on=input.starts_on,
            ends_on=input.ends_on,
            agreement_url=input.agreement_url,
        )
        return {"partnership": life.propose_partnership(write, proposal)}

    @mutation(partnership=Partnership)
    def revise_partnership(write: Write, input: inputs.partnerships.RevisePartnershipInput) -> Changed:
        """(S1) Correct the description of a partnership, or an end that is still ahead.

        Its texts in other languages stay; the journal keeps what was there before. For its participants, the Committee
        and administrators.
        """
        changes = _without_nulls(
            title=input.title,
            description=input.description,
            objectives=input.objectives,
            goals=input.sustainable_development_goals,
        )
        changes |= changes_in(input, "agreement_url", "ends_on")
        return {"partnership": revising.revise_partnership(write, _partnership(input), changes)}

    @mutation(partnership=Partnership)
    def translate_partnership(write: Write, input: inputs.partnerships.TranslatePartnershipInput) -> Changed:
        """(P6) Translate a partnership, or correct a translation, at any time.

        For its parties and administrators.
        """
        partnership = revising.translate_partnership(
            write, _partnership(input), input.language.value, input.title, input.description
        )
        return {"partnership": partnership}

    @mutation(partnership=Partnership)
    def activate_partnership(write: Write, input: inputs.partnerships.ActivatePartnershipInput) -> Changed:
        """(S3) Activate a proposed partnership. For the Executive Committee and administrators."""
        return {"partnership": life.activate_partnership(write, _partnership(input))}

    @mutation(partnership=Partnership)
    def decline_partnership(write: Write, input: inputs.partnerships.DeclinePartnershipInput) -> Changed:
        """(S3) Decline a proposed partnership, or take the proposal back, with a reason.

        Also an active one before its first day, once its records are withdrawn. For its participants, the Committee and
        administrators, and for its partners while it is proposed.
        """
        return {"partnership": life.decline_partnership(write, _partnership(input), input.reason)}

    @mutation(partnership=Partnership)
    def suspend_partnership(write: Write, input: inputs.partnerships.SuspendPartnershipInput) -> Changed:
        """(S3) Suspend an active partnership, also before its first day.

        For its participants, the Committee and administrators.
        """
        return {"partnership": life.suspend_partnership(write, _partnership(input), input.reason)}

    @mutation(partnership=Partnership)
    def resume_partnership(write: Write, input: inputs.partnerships.ResumePartnershipInput) -> Changed:
        """(S3) Resume a suspended partnership. For its participants, the Committee and administrators."""
        return {"partnership": life.resume_partnership(write, _partnership(input))}

    @mutation(partnership=Partnership)
    def conclude_partnership(write: Write, input: inputs.partnerships.ConcludePartnershipInput) -> Changed:
        """(S3) Conclude a partnership. For its parties, the Committee and administrators."""
        return {"partnership": life.conclude_partnership(write, _partnership(input), input.on)}

    @mutation(partnership=Partnership)
    def join_partnership(write: Write, input: inputs.partnerships.JoinPartnershipInput) -> Changed:
        """(S2) Let a party join; the scope follows. For its participants, the Committee and administrators."""
        stay = _stay(input, input.on or write.today)
        return {"partnership": joining.join_partnership(write, _partnership(input), stay)}

    @mutation(partnership=Partnership)
    def leave_partnership(write: Write, input: inputs.partnerships.LeavePartnershipInput) -> Changed:
        """(S2) Let a party leave; the scope follows.

        For the party that leaves, the Committee and administrators. If a partner leaves, the participants of the
        partnership may record it as well.
        """
        on = input.on or write.today
        return {"partnership": joining.leave_partnership(write, _partnership(input), _stay(input, on), on)}

    @mutation(partnership=Partnership)
    def record_contribution(write: Write, input: inputs.contributions.RecordContributionInput) -> Changed:
        """Record a contribution to a partnership. For its parties and administrators."""
        partnership = contributions.record_contribution(
            write, _partnership(input), input.kind, input.by, input.description, input.amount, input.currency
        )
        return {"partnership": partnership}

    @mutation(activity=Activity)
    def record_activity(write: Write, input: inputs.activities.RecordActivityInput) -> Changed:
        """Record an activity of a partnership, held or planned. For its parties and administrators."""
        described = activities.ActivityDescription(
            input.language.value, input.title, input.on, input.until, input.place, input.report
        )
        return {"activity": activities.record_activity(write, _partnership(input), described)}

    @mutation(activity=Activity)
    def revise_activity(write: Write, input: inputs.activities.ReviseActivityInput) -> Changed:
        """Correct the description of an activity, or add its report, at any time.

        Its title in other languages stays. The journal keeps its days, but not its title, place or report. For the
        parties of its partnership and administrators.
        """
        changes = _without_nulls(title=input.title, on=input.on) | changes_in(input, "until", "place", "report")
        activity = key_of(input.activity, "Activity", "activity")
        return {"activity": activities.revise_activity(write, activity, changes)}

    @mutation(activity=Activity)
    def translate_activity(write: Write, input: inputs.activities.TranslateActivityInput) -> Changed:
        """(P6) Translate the title of an activity, or correct a translation.

        For the parties of its partnership and administrators.
        """
        activity = key_of(input.activity, "Activity", "activity")
        return {"activity": activities.translate_activity(write, activity, input.language.value, input.title)}

    @mutation(partnership=Partnership)
    def withdraw_contribution(write: Write, input: inputs.contributions.WithdrawContributionInput) -> Changed:
        """Remove a contribution recorded by mistake. The journal keeps it, but not its description.

        For the parties and administrators.
        """
        contribution = key_of(input.contribution, "Contribution", "contribution")
        return {"partnership": contributions.withdraw_contribution(write, contribution, input.reason)}

    @mutation(partnership=Partnership)
    def withdraw_activity(write: Write, input: inputs.activities.WithdrawActivityInput) -> Changed:
        """Remove an activity recorded by mistake. The journal keeps its days, but not its title, place or report.

        For the parties and administrators.
        """
        activity = key_of(input.activity, "Activity", "activity")
        return {"partnership": activities.withdraw_activity(write, activity, input.reason)}

    @mutation(support_request=SupportRequest)
    def request_support(write: Write, input: inputs.support.RequestSupportInput) -> Changed:
        """(Partnerships) Ask OHCHR for support. For the participant itself."""
        participant = key_of(input.participant, "Participant", "participant")
        return {
            "support_request": support.request_support(write, participant, input.kind, input.subject, input.details)
        }

    @mutation(support_request=SupportRequest)
    def answer_support_request(write: Write, input: inputs.support.AnswerSupportRequestInput) -> Changed:
        """(Partnerships) Accept, answer or decline a support request. For OHCHR and administrators."""
        request = key_of(input.support_request, "SupportRequest", "supportRequest")
        return {"support_request": support.answer_support_request(write, request, input.status, input.answer)}
