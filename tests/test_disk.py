"""A knowledge base on disk is built whole or not at all, and read only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from invented import MINI

from spineknowledge import DataError, KnowledgeBase, disk


@pytest.fixture
def built(tmp_path: Path) -> Path:
    path = tmp_path / "kb"
    disk.build(path, MINI)
    return path


def test_what_was_built_can_be_opened_by_several_at_once(built: Path) -> None:
    first, second = KnowledgeBase.open(built), KnowledgeBase.open(str(built))
    assert first.compare("alpha", "beta").rows == second.compare("alpha", "beta").rows


def test_building_makes_missing_folders_and_leaves_nothing_else(tmp_path: Path) -> None:
    disk.build(tmp_path / "new" / "kb", MINI)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["kb"]


def test_building_again_replaces_the_older_one_as_a_whole(built: Path) -> None:
    reader = KnowledgeBase.open(built)
    disk.build(built, MINI[1:])
    assert KnowledgeBase.open(built).procedures() == ()
    assert len(reader.procedures()) == 2
    assert [path.name for path in built.parent.iterdir()] == ["kb"]


def test_a_build_that_fails_leaves_the_older_one(built: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("no turtle", encoding="utf-8")
    with pytest.raises(DataError, match=r"broken\.ttl"):
        disk.build(built, [*MINI, broken])
    assert len(KnowledgeBase.open(built).procedures()) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.ttl", "kb"]


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch], ids=["folder", "file"])
def test_what_is_no_knowledge_base_is_left_alone(tmp_path: Path, make: type[Path]) -> None:
    path = tmp_path / "mine"
    make(path)  # type: ignore[arg-type]
    with pytest.raises(DataError, match="is no knowledge base"):
        disk.build(path, MINI)
    with pytest.raises(DataError, match="spineknowledge build"):
        KnowledgeBase.open(path)
    assert path.exists()


def test_a_folder_that_is_not_there_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is no knowledge base"):
        KnowledgeBase.open(tmp_path / "absent")


def test_a_broken_store_is_named(tmp_path: Path) -> None:
    (tmp_path / "edition.json").write_text(json.dumps({"checksum": ""}), encoding="utf-8")
    with pytest.raises(DataError, match="is no store that `spineknowledge build` wrote"):
        KnowledgeBase.open(tmp_path)


def test_a_broken_edition_is_named(built: Path) -> None:
    (built / "edition.json").write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match="edition"):
        assert KnowledgeBase.open(built).checksum


def test_a_knowledge_base_on_disk_is_not_written_to(built: Path) -> None:
    before = {path: path.stat().st_size for path in built.rglob("*") if path.is_file()}
    kb = KnowledgeBase.open(built)
    kb.compare("alpha", "beta")
    kb.conflicts()
    assert {path: path.stat().st_size for path in built.rglob("*") if path.is_file()} == before
