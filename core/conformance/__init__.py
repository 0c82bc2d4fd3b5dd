"""Tools for the tests of a plugin: fixtures for pytest, and the suite that every plugin must pass.

The fixture `network` is a network over a fresh database of each engine, which can make fictitious participants. A class
that inherits from `Conformance` runs the whole suite on one plugin. Only running them requires pytest.
"""

from core.conformance.network import Network
from core.conformance.participants import Made
from core.conformance.suite import Conformance
from core.conformance.web import Got

__all__ = ["Conformance", "Got", "Made", "Network"]
