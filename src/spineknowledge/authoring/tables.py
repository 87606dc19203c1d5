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
from spineknowledge.authoring.evidence import Basis, Design, Time
from spineknowledge.authoring.fields import Always, Column, Many, Number, Value, type_is
from spineknowledge.authoring.folder import node, text_of
from spineknowledge.authoring.table import Id, Part, Table
from spineknowledge.namespaces import SPK, expand

_TEXT, _ENGLISH = Cell(), English()
_FINDING = Reference("finding")
_ESTIMATE = "estimate"
_LINKS = ("cito:isSupportedBy", "cito:isDisputedBy", "spk:considers")


def _read_level() -> Value:
    about = "how much of the source was read"
    return Value(Column("read_level", about, Concept("read-level"), required=True), "spk:readLevel")


def _number(column: str, about: str, name: str, cell: Cell = FIGURE) -> Number:
    printed = f"spk:printed{name[:1].upper()}{name[1:]}"
    return Number(Column(column, about, cell), f"spk:{name}", printed, part=_ESTIMATE)


def _count(column: str, about: str, name: str) -> Value:
    return Value(Column(column, about, COUNT), name, part=_ESTIMATE)


def _text(column: str, about: str, name: str, *, required: bool = False) -> Value:
    return Value(Column(column, about, _ENGLISH, required), name)


def _about_option() -> Value:
    about = "the option of which this is said"
    return Value(Column("procedure", about, Reference("option"), required=True), "spk:about")


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
        Value(Column("year", "the year in which it appeared", YEAR), "spk:publicationYear"),
        Value(Column("authors_short", "the authors, shortened", _TEXT), "dcterms:creator"),
        _text("title", "the title", "dcterms:title", required=True),
        Value(Column("journal", "journal, volume, issue and page", _TEXT), "spk:journalReference"),
        Value(Column("doi", "the DOI", DOI), "spk:doi"),
        Value(Column("pmid", "the number in PubMed", PMID), "spk:pmid"),
        Value(Column("pmcid", "the number in PubMed Central", PMCID), "spk:pmcid"),
        Value(Column("n_patients", "how many people were observed", COUNT), "spk:sampleSize"),
        _text("population", "who was observed", "spk:observedPopulation"),
        _text("comparison", "what was compared, in words", "spk:comparedArms"),
        _text("funding_or_conflict", "who paid or has an interest, as far as seen", "spk:funding"),
        Value(Column("url", "the address at which it can be found", URL, required=True), "schema:url"),
        _read_level(),
        _text("notes", "what an editor should know about the source", "skos:editorialNote"),
        Many(Column("other_id", "other identifiers, with ; between them", _TEXT), "spk:otherIdentifier"),
        Value(
            Column("id_check", "how the identifiers were checked", Concept("identifier-check")),
            "spk:identifierCheck",
        ),
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
        Id("finding_id", "the short name of the finding: that of the study, a hyphen, f and a number"),
        Cited(
            Column("study_id", "the study that reports it", Reference("source", "study"), required=True),
            "dcterms:source",
        ),
        Compared("spk:aboutComparison"),
        ReportedDirection(),
        Time(),
        Value(
            Column(
                "measure",
                "the statistic of the numbers in this row",
                Concept(
                    "measure", spelt={"mean": "means", "proportion": "proportions", "p-value": "p_value_only"}
                ),
                required=True,
            ),
            "spk:measure",
            part=_ESTIMATE,
        ),
        _number("value", "the effect, as printed", "value"),
        _number("ci_low", "lower end of its confidence interval, as printed", "ciLow"),
        _number("ci_high", "upper end of its confidence interval, as printed", "ciHigh"),
        _number("p_value", "the p value, as printed", "pValue", P_VALUE),
        Value(Column("unit", "the unit of the values", UnitSymbol("unit")), "spk:unit", part=_ESTIMATE),
        Value(
            Column("scale", "the questionnaire, or how the values are to be read", _TEXT),
            "spk:scale",
            _ESTIMATE,
        ),
        _number("subject_value", "the value in the arm of the subject, as printed", "subjectValue"),
        _number("reference_value", "the value in the arm of the reference, as printed", "referenceValue"),
        _count("subject_events", "events in the arm of the subject", "spk:subjectEvents"),
        _count("subject_total", "how many were observed in the arm of the subject", "spk:subjectTotal"),
        _count("reference_events", "events in the arm of the reference", "spk:referenceEvents"),
        _count("reference_total", "how many were observed in the arm of the reference", "spk:referenceTotal"),
        Value(Column("denominator", "what rates are counted per", Concept("denominator")), "spk:denominator"),
        Value(Column("detection", "how it was found out", Concept("detection")), "spk:detection"),
        _text("population", "in whom it was observed", "spk:observedPopulation"),
        Value(
            Column("significant", "whether the source calls it significant; else not_reported", YES_OR_NO),
            "spk:significant",
            absent="not_reported",
        ),
        _read_level(),
        _text(
            "caveat",
            "what must be kept in mind; pooled arms or single-arm series are named here",
            "spk:caveat",
        ),
        Value(
            Column("verified", "how often it was read independently", Concept("verification")),
            "spk:verification",
        ),
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
        Value(
            Column(
                "dimension",
                "the kind of criterion",
                Choice(
                    {
                        "cost": node("spk:Cost"),
                        "outcome": node("spk:Outcome"),
                        "procedure": node("spk:ProcedureCharacteristic"),
                        "recovery": node("spk:Recovery"),
                        "risk": node("spk:Risk"),
                    }
                ),
                required=True,
            ),
            "rdf:type",
        ),
        Value(
            Column("polarity", "whether less or more of it is better", Concept("polarity"), required=True),
            "spk:polarity",
        ),
        Value(Column("definition", "what it means", Sentence(), required=True), "skos:definition"),
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
                "why the certainty is lowered, with ; between them",
                Concept("certainty-reason", underscores=False),
            ),
            "spk:certaintyReason",
        ),
        FindingLinks(
            Column("supporting_ids", "findings that agree, with spaces", _FINDING), "cito:isSupportedBy"
        ),
        FindingLinks(
            Column("disputing_ids", "findings that disagree, with spaces", _FINDING), "cito:isDisputedBy"
        ),
        FindingLinks(
            Column("neutral_ids", "findings weighed besides, with spaces", _FINDING), "spk:considers"
        ),
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
        Value(
            Column("step_number", "its place, from 1 without gaps", POSITION, required=True), "spk:position"
        ),
        Value(
            Column("step_type", "the kind of step", Concept("step-type", underscores=False), required=True),
            "spk:stepType",
        ),
        _text("name", "what the step is called", "skos:prefLabel", required=True),
        LabelOfType(),
        _text("description", "what is done", "dcterms:description", required=True),
        _text("devices", "the devices, as described", "spk:describedDevices"),
        _text("materials", "the materials, as described", "spk:describedMaterials"),
        Uses(),
        Value(Column("optional", "whether it can be left out", YES_OR_NO), "spk:optional"),
        Cited(Column("source", "where it is described", IdOrAddress(), required=True), "dcterms:source"),
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
        Value(
            Column("category", "the topic", Concept("statement-category"), required=True),
            "spk:statementCategory",
        ),
        _text("fact", "what the source says, in your own words", "spk:text", required=True),
        Number(Column("value", "the value, as printed", PRINTED), "spk:value", "spk:printedValue"),
        FactUnit(),
        Cited(Column("source", "where it is said", IdOrAddress(), required=True), "dcterms:source"),
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
        Value(Column("body", "who takes the position", _TEXT, required=True), "spk:issuedBy"),
        Value(Column("year", "the year of the position", YEAR), "spk:publicationYear"),
        _about_option(),
        _text("population", "for whom it is taken", "spk:recommendedFor"),
        _text("recommendation", "the position, in your own words", "spk:text", required=True),
        _text(
            "strength",
            "how firm it is, in the words of the body",
            "spk:recommendationStrength",
            required=True,
        ),
        Cited(Column("url", "where it stands", Address(), required=True), "dcterms:source"),
        _text("notes", "what must be kept in mind", "spk:caveat"),
    ),
)

TABLES = (CRITERIA, STUDIES, FINDINGS, ASSESSMENTS, STEPS, FACTS, GUIDELINES)
"""All tables, those first to which others refer."""

BY_KIND = {table.kind: table for table in TABLES}
"""Kind of spreadsheet -> its table."""
