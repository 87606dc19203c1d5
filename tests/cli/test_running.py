"""How the program starts and ends: data that loads beside, a query's own process, exits."""

from __future__ import annotations

import gc
import os
import runpy
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from spineknowledge import DataError, KnowledgeBase, QueryError, cli
from spineknowledge.cli import commands, packaged


@pytest.fixture
def exits(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The codes with which the program would have ended; garbage is collected again afterwards."""
    codes: list[int] = []
    monkeypatch.setattr(os, "_exit", codes.append)
    yield codes
    gc.enable()


@pytest.mark.parametrize("start", [cli.main, lambda: runpy.run_module("spineknowledge", run_name="__main__")])
def test_the_program_answers_and_ends_with_its_code(
    start: Callable[[], object], exits: list[int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["spineknowledge", "list", "procedures"])
    start()
    assert exits == [0]
    assert "kyphoplasty" in capsys.readouterr().out


def test_the_data_that_loaded_beside_is_the_packaged_data(kb: KnowledgeBase) -> None:
    loaded = packaged.Packaged().get()
    assert loaded.checksum == kb.checksum
    assert loaded.options() == kb.options()


def test_a_packaged_file_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("no turtle", encoding="utf-8")
    monkeypatch.setattr(packaged, "ontology_files", lambda: (broken,))
    monkeypatch.setattr("spineknowledge.resources.ontology_files", lambda: (broken,))
    with pytest.raises(DataError, match=r"broken\.ttl"):
        packaged.Packaged().get()


@pytest.mark.parametrize(
    ("error", "code"), [(KeyboardInterrupt, 130), (BrokenPipeError, 1), (QueryError("no"), 1), (OSError("no"), 1)]
)
def test_whatever_stops_a_command_decides_the_exit_code(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, kb: KnowledgeBase
) -> None:
    def stop(**_: object) -> None:
        raise error

    monkeypatch.setattr(commands, "cli", stop)
    assert commands.run(None) == code  # type: ignore[arg-type]
