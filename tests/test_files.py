"""Files are written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from spineknowledge.files import write_file


def test_a_file_is_written_with_its_folders_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "new" / "toy.txt"
    write_file(path, "léon\n")
    write_file(path, "léa\n")
    assert path.read_bytes() == "léa\n".encode()
    assert [found.name for found in path.parent.iterdir()] == ["toy.txt"]


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_a_write_that_breaks_off_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def stop(_: int) -> None:
        raise error

    path = tmp_path / "toy.txt"
    write_file(path, "old")
    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(error):
        write_file(path, "new")
    assert path.read_text(encoding="utf-8") == "old"
    assert [found.name for found in tmp_path.iterdir()] == ["toy.txt"]
