"""The page about assistants is true: its transcript, its table of tools, its configuration."""

from __future__ import annotations

import json
import re

from transcript import ELIDED, PAGE, transcript, written

from spineknowledge.assistant.server import Assistant

TEXT = PAGE.read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def test_the_transcript_is_what_the_server_says(server) -> None:
    assert written() == transcript(server), "run tests/assistant/transcript.py to write it again"


def test_the_transcript_holds_three_questions_with_their_sources() -> None:
    answers = [json.loads(block) for block in blocks("json") if "disclaimer" in block]
    assert len(answers) == 3
    assert all(answer["sources"] and answer["data_checksum"] == ELIDED for answer in answers)


def test_the_table_names_every_tool(assistant: Assistant) -> None:
    listed = re.findall(r"^\| `(\w+)` \|", TEXT, re.MULTILINE)
    assert listed == [tool.__name__ for tool in assistant.tools.all()]


def test_the_configuration_starts_this_server() -> None:
    config = json.loads(blocks("json")[0])
    assert config["mcpServers"]["spineknowledge"] == {"command": "spineknowledge", "args": ["mcp"]}
