"""What the tests of the documentation share."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("document_blocks")
