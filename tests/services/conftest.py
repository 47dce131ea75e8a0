"""The connections and the Discord of the tests of orchestration: services post messages and read settings too."""

from tests.orchestration.conftest import connect, discord  # noqa: F401
