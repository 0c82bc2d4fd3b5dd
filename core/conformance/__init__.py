"""What the platform gives to the tests of a plugin: fixtures for pytest, and the suite that every plugin passes.

`network` is a fixture: a network over a fresh database of each engine, with fictitious participants at hand. A class
that inherits from `Conformance` is the whole suite, held against one plugin. pytest is needed only to run them.
"""

from core.conformance.network import Network
from core.conformance.participants import Made
from core.conformance.suite import Conformance
from core.conformance.web import Got

__all__ = ["Conformance", "Got", "Made", "Network"]
