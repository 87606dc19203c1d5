"""The command line, run in this process for speed, or as a program."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from spineknowledge import KnowledgeBase
from spineknowledge.cli.commands import run


class Done(NamedTuple):
    """What a command ended with."""

    code: int
    out: str
    err: str


class Loaded:
    """A knowledge base that is already there."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb

    def get(self) -> KnowledgeBase:
        return self._kb


Command = Callable[..., Done]


@pytest.fixture
def spk(kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command in this process."""
    monkeypatch.setenv("COLUMNS", "80")

    def command(*args: str, stdin: str = "") -> Done:
        monkeypatch.setattr(sys, "argv", ["spineknowledge", *args])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        code = run(Loaded(kb))  # type: ignore[arg-type]
        return Done(code, *capsys.readouterr())

    return command
