"""Plainly fictitious participants for tests: those that plugin authors get."""

from core.conformance.participants import JOINED, SECRETARIAT, Made, make_member, make_observer, writing

__all__ = ["JOINED", "SECRETARIAT", "Made", "make_member", "make_observer", "writing"]
