"""The README names what there is."""

from __future__ import annotations

import re
from pathlib import Path

from spineknowledge.catalog import questions

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_every_question_is_listed_with_its_name() -> None:
    listed = re.findall(r"^\| (.+) \| `([a-z-]+)` \|$", README, re.MULTILINE)
    assert listed == [(question.question, question.name) for question in questions()]


def test_questions_named_in_the_text_exist() -> None:
    named = set(re.findall(r"spineknowledge ask ([a-z-]+)", README))
    assert named
    assert named <= {question.name for question in questions()}
