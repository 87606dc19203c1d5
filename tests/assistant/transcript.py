"""The transcript in docs/assistants.md, made by asking; run this file to write it again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from asking import with_client

PAGE = Path(__file__).parents[2] / "docs" / "assistants.md"
BEGIN, END = "<!-- transcript: begin -->\n", "<!-- transcript: end -->\n"
ELIDED = "..."


class Question(NamedTuple):
    """What somebody asks, and the tool that an assistant calls for it."""

    words: str
    tool: str
    arguments: dict[str, Any]


QUESTIONS = (
    Question(
        "Does kyphoplasty give back more of the bone's height than vertebroplasty, and how sure is that?",
        "compare",
        {"a": "kyphoplasty", "b": "vertebroplasty", "criterion": "bone height regained"},
    ),
    Question(
        "What did trials of Kiva against balloon kyphoplasty find?",
        "findings",
        {"a": "Kiva", "b": "balloon kyphoplasty", "limit": 2},
    ),
    Question(
        "Mi madre quiere que se le quite el dolor y tiene otras enfermedades. ¿Cuál de las dos debe elegir?",
        "considerations",
        {"goals": ["alivio del dolor"], "factors": ["salud general"], "lang": "es"},
    ),
)


def transcript(server: Any) -> str:
    """Return the questions and answers as Markdown, without the checksum, which changes with the data."""

    async def use(client: Any) -> list[Any]:
        return [await client.call_tool(question.tool, question.arguments) for question in QUESTIONS]

    results = with_client(server, use)
    parts = []
    for question, result in zip(QUESTIONS, results, strict=True):
        assert not result.is_error
        answer = {**result.structured_content, "data_checksum": ELIDED}
        call = {"name": question.tool, "arguments": question.arguments}
        parts.append(f"> {question.words}\n\n{_block(call, None)}\n{_block(answer, 1)}")
    return "\n".join(parts)


def written() -> str:
    """Return the transcript that the page holds."""
    return PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]


def _block(value: Any, indent: int | None) -> str:
    return f"```json\n{json.dumps(value, ensure_ascii=False, indent=indent)}\n```\n"


if __name__ == "__main__":
    from spineknowledge import KnowledgeBase
    from spineknowledge.assistant.server import Assistant

    with Assistant(KnowledgeBase.load()) as assistant:
        told = transcript(assistant.server)
    head, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    PAGE.write_text(head + BEGIN + told + END + rest.partition(END)[2], encoding="utf-8")
