"""The answers of the tools, as types from which their schemas are made.

A field that is missing from an answer has the default of the schema, which is nothing: it was not stated by the
source, or does not apply. It is never nought.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

SourceIds = Annotated[list[str], Field(description="ids of sources, each cited in `sources`")]
Slugs = list[str]


class Shape(BaseModel):
    """Base of all shapes: immutable, and nothing but what is declared."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Citation(Shape):
    """A source as it is to be cited."""

    id: str
    title: str | None = None
    year: int | None = None
    doi: str | None = None
    pmid: str | None = None
    url: str | None = Field(None, description="only where there is neither DOI nor PubMed number")


class Answer(Shape):
    """What every answer carries."""

    disclaimer: str = Field(description="to be told to the reader with the answer")
    version: str = Field(description="version of the data")
    data_checksum: str = Field(description="SHA-256 of the data")
    sources: list[Citation] = Field(description="every source that the answer names by id")


class Listed(Answer):
    """A part of a list, and how much there is of it."""

    total: int = Field(description="how many there are in all")
    shown: int = Field(description="how many of them are in this answer")
    next_offset: int | None = Field(None, description="present where there are more: ask again with this offset")


class Named(Shape):
    """A thing with its name."""

    id: str
    label: str
    iri: str | None = None


class Judgement(Shape):
    """The current answer to one question: how `criterion` for `subject` relates to that for `reference`."""

    criterion: str
    subject: str
    reference: str
    direction: str = Field(description="lower, higher, similar, no-clear-difference, unclear or not-assessed")
    certainty: str = Field(description="high, moderate, low, very-low (GRADE) or not-assessed")
    status: str = Field(description="answered, sources-disagree, no-evidence or not-assessed")
    hedge: str | None = Field(None, description="the word by which a supporting source limits its claim")


class Row(Judgement):
    """One criterion of a comparison."""

    label: str
    statement: str = Field(description="the answer in one sentence, which may be quoted")
    favours: str = Field(
        description="the option for which this direction is the better one on this criterion alone, neither, or"
        " not-applicable; no recommendation"
    )
    basis: str = Field(description="assessed, inverse (mirrored) or indirect (worked out through a third option)")
    supporting: SourceIds
    disputing: SourceIds
    other: Annotated[list[str], Field(description="ids of sources that are neither, or not weighed yet")] = []
    because: list[str] = Field(default=[], description="reasons that sources give")
    rationale: str | None = None
    certainty_reasons: list[str] = Field(default=[], description="why certainty was lowered")
    clinic_note: str | None = None
    via: list[str] = Field(default=[], description="the comparisons that an indirect answer follows from")
    review_status: str | None = None
    assessed_on: str | None = Field(None, description="date of the assessment")


class Sides(Shape):
    """What two options have; `described_for_one` is a silence of the sources and no difference."""

    shared: Slugs = []
    only_subject: Slugs = []
    only_reference: Slugs = []
    described_for_one: Slugs = []
    described_by: dict[str, str] = Field(default={}, description="for which option these are described")


class Comparison(Answer):
    """How a subject compares with a reference."""

    subject: Named
    reference: Named
    rows: list[Row]
    not_assessed: Slugs = Field(default=[], description="criteria that nobody has looked into for this pair")
    steps: Sides | None = None
    objectives: Sides | None = None
    risks: Sides | None = None


class Numbers(Shape):
    """The numbers of a finding, each as its source prints it; a mirrored ratio is inverted."""

    measure: str
    value: str | None = None
    ci_low: str | None = None
    ci_high: str | None = None
    p_value: str | None = None
    unit: str | None = None
    scale: str | None = None
    reversed_scale: bool | None = None
    subject_value: str | None = None
    reference_value: str | None = None
    subject_events: int | None = None
    subject_total: int | None = None
    reference_events: int | None = None
    reference_total: int | None = None


class Finding(Shape):
    """What one source found on one criterion: `direction` is that of the quantity for `subject`."""

    id: str
    criterion: str
    subject: str
    reference: str
    direction: str
    stance: str = Field(description="supporting, disputing or other: towards the current answer in `answers`")
    statement: str = Field(description="source, direction and numbers in words")
    source: str
    basis: str = Field(description="the kind of evidence")
    read_level: str = Field(description="how much of the source was read")
    numbers: list[Numbers] = []
    time_point: str | None = None
    population: str | None = None
    sample_size: int | None = None
    funding: str | None = None
    detection: str | None = None
    hedge: str | None = None
    caveats: list[str] = []


class Findings(Listed):
    """Findings of single sources, and the current answers to the questions that they speak to."""

    answers: list[Judgement]
    findings: list[Finding]


class OptionBrief(Named):
    """An option in short."""

    kind: str
    synonyms: list[str] = []
    definition: str | None = None
    invasiveness: str | None = None
    aims: Slugs = []
    main_aims: Slugs = []


class Criterion(Named):
    """What options are compared on."""

    meaning: str | None = None
    better: str = Field(description="lower-is-better, higher-is-better or neutral")


class Options(Listed):
    """The options by slug, the criteria, and the patient factors of which sources speak."""

    options: list[OptionBrief]
    criteria: list[Criterion]
    factors: list[Named]


class Step(Shape):
    """One step of an option."""

    position: int
    label: str
    description: str
    optional: bool | None = None
    uses: Slugs = []
    sources: SourceIds = []


class OptionDetail(OptionBrief):
    """An option with its steps."""

    treats: list[str] = []
    risks: Slugs = []
    adds_to: Slugs = []
    steps: list[Step] = []


class Statement(Shape):
    """What one source says of one thing without comparing it."""

    category: str
    text: str
    source: str
    printed_value: str | None = None
    printed_unit: str | None = None
    hedge: str | None = None
    caveats: list[str] = []


class Fact(Shape):
    """One recorded fact."""

    property: str
    value: str
    label: str | None = None


class Shown(Listed):
    """A thing: an option with its statements, anything else with its facts; `total` counts these."""

    kind: str
    id: str
    iri: str
    title: str
    answer: Judgement | None = None
    derivation: list[str] = []
    option: OptionDetail | None = None
    statements: list[Statement] = []
    facts: list[Fact] = []


class SourceUse(Citation):
    """A source, how it was made and read, and what rests on it."""

    authors: str | None = None
    journal: str | None = None
    design: str | None = None
    sample_size: int | None = None
    population: str | None = None
    compared: str | None = None
    funding: str | None = None
    read_level: str | None = None
    note: str | None = None
    rests_on_it: dict[str, int] = Field(default={}, description="how many records of each kind")
    records: list[str] = Field(default=[], description="IRIs of these records, where one source is asked for")


class SourceUses(Listed):
    """Sources with what rests on them; here `sources` is the list itself."""

    sources: list[SourceUse]  # type: ignore[assignment]


class Side(Shape):
    """One side of a contradiction."""

    says: str
    sources: SourceIds
    records: Slugs = Field(description="ids of findings, assessments or comparisons")


class Conflict(Shape):
    """A contradiction with both its sides."""

    id: str
    kind: str
    answer: Judgement
    sides: list[Side]
    derivation: str


class Conflicts(Listed):
    """Contradictions in the data."""

    conflicts: list[Conflict]


class Goal(Shape):
    """A goal, and the options that aim at it as far as a source says so, by slug."""

    goal: Named
    options: Slugs
    main_aim_of: Slugs
    sources: SourceIds


class Effect(Shape):
    """What one source says about how a patient factor bears on options."""

    factor: Named
    options: Slugs
    effect: str
    text: str
    source: str
    hedge: str | None = None


class Considerations(Answer):
    """What to weigh in a choice; nothing is ranked."""

    goals: list[Goal]
    effects: list[Effect]


class Hit(Named):
    """A thing that was found."""

    kind: str
    matched: str
    reason: str


class Hits(Listed):
    """Things that are called or defined so, best reason first; the order says nothing of their worth."""

    hits: list[Hit]


class Rows(Listed):
    """The answer to a SPARQL query."""

    form: str = Field(description="select, ask or construct")
    columns: list[str]
    rows: list[list[Any]] = Field(description="decimals and dates as text; one row with true or false for ask")
