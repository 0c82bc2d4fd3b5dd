"""Fictitious trainings for portals under construction. Nothing here is a fact."""

from __future__ import annotations

from datetime import timedelta

from core.members import Demonstration
from schema import Language
from trainings.enums import TrainingTopic
from trainings.rules import Plan, announce_training, draft_training, enrol


def fill(demonstration: Demonstration) -> None:
    """An announced training with enrolments, and a draft."""
    host, *guests = demonstration.members
    starts = demonstration.today + timedelta(days=60)
    plan = Plan(
        state=host.state,
        title={Language.EN: "A fictitious training", Language.FR: "Une formation fictive"},
        topic=TrainingTopic.FOLLOW_UP,
        starts_on=starts,
        ends_on=starts + timedelta(days=2),
        enrol_until=starts - timedelta(days=14),
        places=20,
        languages=[Language.EN, Language.FR],
    )
    training = draft_training(demonstration.speaking_for(host, 10), host.participant, plan)
    announce_training(demonstration.speaking_for(host, 9), training)
    for days_ago, guest in enumerate(guests[:5]):
        enrol(demonstration.speaking_for(guest, days_ago), training, guest.participant)
    draft_training(demonstration.speaking_for(host), host.participant, plan)
