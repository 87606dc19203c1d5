"""The seven tables that editors fill in: every column once, as the field that import and export share."""

from __future__ import annotations

from spineknowledge.authoring.cells import (
    COUNT,
    DOI,
    FIGURE,
    P_VALUE,
    PMCID,
    PMID,
    POSITION,
    PRINTED,
    URL,
    YEAR,
    YES_OR_NO,
    Cell,
    Choice,
    Concept,
    English,
    Known,
    Reference,
    Sentence,
    UnitSymbol,
)
from spineknowledge.authoring.citing import SOURCES_FILE, Address, Cited, IdOrAddress
from spineknowledge.authoring.comparing import (
    Answer,
    Compared,
    FindingLinks,
    ReportedDirection,
    comparison_slug,
    comparisons_file,
    from_clinic,
)
from spineknowledge.authoring.describing import FactUnit, LabelOfType, OptionOfStep, Uses
from spineknowledge.authoring.evidence import Basis, Design, PossibleFigures, ReversedScale, Time
from spineknowledge.authoring.fields import Always, Column, Many, Number, Value, type_is
from spineknowledge.authoring.folder import node, text_of
from spineknowledge.authoring.table import Id, Part, Table
from spineknowledge.namespaces import SPK, expand

_ESTIMATE = "estimate"
_LINKS = ("cito:isSupportedBy", "cito:isDisputedBy", "spk:considers")
_MEASURES = {"mean": "means", "proportion": "proportions", "p-value": "p_value_only"}
_DIMENSIONS = {
    "cost": node("spk:Cost"),
    "outcome": node("spk:Outcome"),
    "procedure": node("spk:ProcedureCharacteristic"),
    "recovery": node("spk:Recovery"),
    "risk": node("spk:Risk"),
}


def _one(column: str, about: str, name: str, cell: Cell, *, required: bool = False, part: str = "") -> Value:
    return Value(Column(column, about, cell, required), name, part)


def _plain(column: str, about: str, name: str, *, required: bool = False, part: str = "") -> Value:
    return _one(column, about, name, Cell(), required=required, part=part)


def _text(column: str, about: str, name: str, *, required: bool = False) -> Value:
    return _one(column, about, name, English(), required=required)


def _figure(column: str, about: str, name: str, cell: Cell = FIGURE) -> Number:
    printed = f"spk:printed{name[:1].upper()}{name[1:]}"
    return Number(Column(column, f"{about}, as printed", cell), f"spk:{name}", printed, _ESTIMATE)


def _count(column: str, about: str, name: str) -> Value:
    return _one(column, about, name, COUNT, part=_ESTIMATE)


def _findings(column: str, about: str, name: str) -> FindingLinks:
    return FindingLinks(Column(column, f"findings that {about}, with spaces between", Reference("finding")), name)


def _cited(column: str, about: str, cell: Cell) -> Cited:
    return Cited(Column(column, about, cell, required=True), "dcterms:source")


def _read_level() -> Value:
    about = "how much of the source was read"
    return _one("read_level", about, "spk:readLevel", Concept("read-level"), required=True)


def _about_option() -> Value:
    return _one("procedure", "the option of which this is said", "spk:about", Reference("option"), required=True)


def _is_study(subject: str, known: Known) -> bool:
    return any(known.folder.is_a(subject, name) for name in ("spk:Study", "spk:Guideline"))


def _is_from_elsewhere(subject: str, known: Known) -> bool:
    return bool(known.folder.values(subject, "dcterms:source")) and not from_clinic(subject, known)


def _rests_on_more_than_a_clinic(subject: str, known: Known) -> bool:
    linked = [text_of(value) for name in _LINKS for value in known.folder.values(subject, name)]
    return not linked or not all(from_clinic(finding, known) for finding in linked)


STUDIES = Table(
    kind="studies",
    noun="study",
    prefix="source",
    slug=lambda cells: cells["study_id"],
    file=lambda cells: SOURCES_FILE,
    listed=_is_study,
    fields=(
        Id("study_id", "the short name of the study in all tables"),
        Design(),
        _one("year", "the year in which it appeared", "spk:publicationYear", YEAR),
        _plain("authors_short", "the authors, shortened", "dcterms:creator"),
        _text("title", "the title", "dcterms:title", required=True),
        _plain("journal", "journal, volume, issue and page", "spk:journalReference"),
        _one("doi", "the DOI", "spk:doi", DOI),
        _one("pmid", "the number in PubMed", "spk:pmid", PMID),
        _one("pmcid", "the number in PubMed Central", "spk:pmcid", PMCID),
        _one("n_patients", "how many people were observed", "spk:sampleSize", COUNT),
        _text("population", "who was observed", "spk:observedPopulation"),
        _text("comparison", "what was compared, in words", "spk:comparedArms"),
        _text("funding_or_conflict", "who paid or has an interest, as far as seen", "spk:funding"),
        _one("url", "the address at which it can be found", "schema:url", URL, required=True),
        _read_level(),
        _text("notes", "what an editor should know about the source", "skos:editorialNote"),
        Many(Column("other_id", "other identifiers, with ; between", Cell()), "spk:otherIdentifier"),
        _one("id_check", "how they were checked", "spk:identifierCheck", Concept("identifier-check")),
    ),
)

FINDINGS = Table(
    kind="findings",
    noun="finding",
    prefix="finding",
    slug=lambda cells: cells["finding_id"],
    file=comparisons_file,
    listed=_is_from_elsewhere,
    part=Part(
        kind=_ESTIMATE,
        link="spk:hasEstimate",
        always=(expand("rdf:type"), node("spk:EffectEstimate")),
        void=(expand("spk:measure"), node("measure:narrative")),
    ),
    fields=(
        type_is("spk:Finding"),
        Basis(),
        ReversedScale(),
        PossibleFigures(),
        Id("finding_id", "the short name of the finding: that of the study, a hyphen, f and a number"),
        _cited("study_id", "the study that reports it", Reference("source", "study")),
        Compared("spk:aboutComparison"),
        ReportedDirection(),
        Time(),
        _one(
            "measure",
            "the statistic of the numbers in this row",
            "spk:measure",
            Concept("measure", spelt=_MEASURES),
            required=True,
            part=_ESTIMATE,
        ),
        _figure("value", "the effect", "value"),
        _figure("ci_low", "lower end of its confidence interval", "ciLow"),
        _figure("ci_high", "upper end of its confidence interval", "ciHigh"),
        _figure("p_value", "the p value", "pValue", P_VALUE),
        _one("unit", "the unit of the values", "spk:unit", UnitSymbol("unit"), part=_ESTIMATE),
        _plain("scale", "the questionnaire, or how to read the values", "spk:scale", part=_ESTIMATE),
        _figure("subject_value", "the value in the arm of the subject", "subjectValue"),
        _figure("reference_value", "the value in the arm of the reference", "referenceValue"),
        _count("subject_events", "events in the arm of the subject", "spk:subjectEvents"),
        _count("subject_total", "how many were observed in the arm of the subject", "spk:subjectTotal"),
        _count("reference_events", "events in the arm of the reference", "spk:referenceEvents"),
        _count("reference_total", "how many were observed in the arm of the reference", "spk:referenceTotal"),
        _one("denominator", "what rates are counted per", "spk:denominator", Concept("denominator")),
        _one("detection", "how it was found out", "spk:detection", Concept("detection")),
        _text("population", "in whom it was observed", "spk:observedPopulation"),
        Value(
            Column("significant", "whether the source calls it significant, else not_reported", YES_OR_NO),
            "spk:significant",
            absent="not_reported",
        ),
        _read_level(),
        _text("caveat", "what must be kept in mind, such as that single arms were pooled", "spk:caveat"),
        _one("verified", "how often it was read", "spk:verification", Concept("verification")),
    ),
)

CRITERIA = Table(
    kind="criteria",
    noun="criterion",
    prefix="criterion",
    slug=lambda cells: cells["criterion"],
    file=lambda cells: "vocab/criteria.ttl",
    listed=lambda subject, known: True,
    fields=(
        Always("rdfs:isDefinedBy", node(SPK.removesuffix("#"))),
        Always("skos:inScheme", node("scheme:criteria")),
        Id("criterion", "the short name of the criterion in all tables"),
        _text("label", "the name", "skos:prefLabel", required=True),
        _one("dimension", "the kind of criterion", "rdf:type", Choice(_DIMENSIONS), required=True),
        _one("polarity", "whether less or more is better", "spk:polarity", Concept("polarity"), required=True),
        _one("definition", "what it means", "skos:definition", Sentence(), required=True),
        _text("plain_label", "the same as a patient would ask", "spk:plainLabel", required=True),
    ),
)

ASSESSMENTS = Table(
    kind="assessments",
    noun="assessment",
    prefix="assessment",
    slug=comparison_slug,
    file=comparisons_file,
    listed=_rests_on_more_than_a_clinic,
    fields=(
        type_is("spk:Assessment"),
        Compared("spk:assesses"),
        Answer(),
        Many(
            Column(
                "reasons",
                "why the certainty is lowered, with ; between",
                Concept("certainty-reason", underscores=False),
            ),
            "spk:certaintyReason",
        ),
        _findings("supporting_ids", "agree", "cito:isSupportedBy"),
        _findings("disputing_ids", "disagree", "cito:isDisputedBy"),
        _findings("neutral_ids", "were weighed besides", "spk:considers"),
        _text("explanation", "what the editor saw in the findings", "spk:rationale"),
        _text("plain_sentence_en", "the judgement for patients", "spk:plainSentence", required=True),
    ),
)

STEPS = Table(
    kind="steps",
    noun="step",
    prefix="step",
    slug=lambda cells: f"{cells['procedure']}-{cells['step_type']}",
    file=lambda cells: f"options/{cells['procedure']}.ttl",
    listed=_is_from_elsewhere,
    order=lambda cells: (cells["procedure"], int(cells["step_number"] or 0)),
    fields=(
        type_is("spk:Step"),
        OptionOfStep(),
        _one("step_number", "its place, from 1 without gaps", "spk:position", POSITION, required=True),
        _one(
            "step_type",
            "the kind of step",
            "spk:stepType",
            Concept("step-type", underscores=False),
            required=True,
        ),
        _text("name", "what the step is called", "skos:prefLabel", required=True),
        LabelOfType(),
        _text("description", "what is done", "dcterms:description", required=True),
        _text("devices", "the devices, as described", "spk:describedDevices"),
        _text("materials", "the materials, as described", "spk:describedMaterials"),
        Uses(),
        _one("optional", "whether it can be left out", "spk:optional", YES_OR_NO),
        _cited("source", "where it is described", IdOrAddress()),
        _text("notes", "what must be kept in mind", "spk:caveat"),
    ),
)

FACTS = Table(
    kind="facts",
    noun="fact",
    prefix="statement",
    slug=lambda cells: cells["fact_id"],
    file=lambda cells: f"options/{cells['procedure']}.ttl",
    listed=_is_from_elsewhere,
    fields=(
        type_is("spk:Statement"),
        Id("fact_id", "the short name of the fact"),
        _about_option(),
        _one("category", "the topic", "spk:statementCategory", Concept("statement-category"), required=True),
        _text("fact", "what the source says, in your own words", "spk:text", required=True),
        Number(Column("value", "the value, as printed", PRINTED), "spk:value", "spk:printedValue"),
        FactUnit(),
        _cited("source", "where it is said", IdOrAddress()),
        _read_level(),
        _text("notes", "what must be kept in mind", "spk:caveat"),
    ),
)

GUIDELINES = Table(
    kind="guidelines",
    noun="recommendation",
    prefix="recommendation",
    slug=lambda cells: cells["guideline_id"],
    file=lambda cells: "guidelines.ttl",
    listed=_is_from_elsewhere,
    fields=(
        type_is("spk:Recommendation"),
        Id("guideline_id", "the short name of the recommendation"),
        _plain("body", "who takes the position", "spk:issuedBy", required=True),
        _one("year", "the year of the position", "spk:publicationYear", YEAR),
        _about_option(),
        _text("population", "for whom it is taken", "spk:recommendedFor"),
        _text("recommendation", "the position, in your own words", "spk:text", required=True),
        _text("strength", "how firm it is, in their words", "spk:recommendationStrength", required=True),
        _cited("url", "where it stands", Address()),
        _text("notes", "what must be kept in mind", "spk:caveat"),
    ),
)

TABLES = (CRITERIA, STUDIES, FINDINGS, ASSESSMENTS, STEPS, FACTS, GUIDELINES)
"""All tables, those first to which others refer."""

BY_KIND = {table.kind: table for table in TABLES}
"""Kind of spreadsheet -> its table."""
