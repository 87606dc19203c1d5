"""What the tests of the documentation share."""

from __future__ import annotations

import pytest
from tools import tool

pytest.register_assert_rewrite("document_blocks")


@pytest.fixture(scope="session")
def graphviz() -> str:
    """The program that lays diagrams out; a machine without it skips, CI fails."""
    return tool("dot")
