"""What the README and the pages under docs/ show is what happens, and their links lead somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from document_blocks import PAGES, Block, Run, blocks, blocks_of, commands, copy_checkout
from pyparsing import ParseException

RUN = {"python", "console"}


def test_there_are_blocks_that_run() -> None:
    found = [block.language for path in PAGES for block in blocks(path)]
    assert sum(language in RUN for language in found) >= 25
    assert {"python", "console"} <= {block.language for block in blocks(PAGES[0])}


@pytest.mark.parametrize("path", [path for path in PAGES if blocks(path)], ids=lambda path: path.stem)
def test_the_blocks_of_a_page_hold(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(copy_checkout(tmp_path))
    run = Run(tmp_path)
    for block in blocks(path):
        run.check(block)


class TestTheRunner:
    """Each kind of block can fail, so that a page that passes was really checked."""

    @pytest.mark.parametrize(
        ("language", "text", "why"),
        [
            ("python", "assert 1 + 1 == 3, 'three'\n", "three"),
            ("python", ">>> 1 + 1\n3\n", "Expected"),
            ("console", "$ echo yes\nno\n", "no"),
            ("console", "$ echo yes >&2\n", "yes"),
            ("console", "yes\n", "output before the first command"),
            ("csv", "a,b\n1\n", "different length"),
            ("json", "{,}\n", "Expecting property name"),
            ("turtle", "spk:a spk:b\n", "expected"),
            ("turtle", "\n", "page:1"),
            ("toml", "a = \n", "Invalid value"),
            ("sparql", "SELECT {\n", "Expected"),
            ("sh", "if true\n", "syntax error"),
            ("text", "\n", "page:1"),
            ("", "1 + 1\n", "no check for ''"),
            ("perl", "1;\n", "no check for 'perl'"),
        ],
    )
    def test_a_wrong_block_fails(self, language: str, text: str, why: str, tmp_path: Path) -> None:
        with pytest.raises((AssertionError, ValueError, SyntaxError, ParseException)) as caught:
            Run(tmp_path).check(Block("page:1", language, text))
        assert why in str(caught.value)

    def test_blocks_of_a_page_share_names_and_folder(self, tmp_path: Path) -> None:
        run = Run(tmp_path)
        run.check(Block("page:1", "python", "a = 1\n"))
        run.check(Block("page:4", "python", ">>> b = a + 1\n>>> b\n2\n"))
        run.check(Block("page:8", "python", "assert b == 2\n"))
        run.check(Block("page:9", "console", "$ echo yes > file\n$ cat file\nyes\n"))

    def test_a_block_with_a_title_becomes_that_file(self, tmp_path: Path) -> None:
        run = Run(tmp_path)
        run.check(Block("page:1", "csv", "a,b\n1,2\n", "table.csv"))
        run.check(Block("page:5", "console", "$ cat table.csv\na,b\n1,2\n"))

    def test_blocks_are_found_wherever_they_stand(self) -> None:
        text = "a\n\n```python\n1\n```\n\n!!! note\n\n    ```json title='x'\n    {}\n    ```\n\n````text\n```\n````\n"
        assert blocks_of(text, "page") == [
            ("page:3", "python", "1\n", ""),
            ("page:9", "json", "{}\n", "x"),
            ("page:13", "text", "```\n", ""),
        ]

    def test_a_command_is_split_from_its_output(self) -> None:
        assert commands(Block("page:1", "console", "$ a b\n1\n2\n$ c\n")) == [("a b", "1\n2\n"), ("c", "")]
