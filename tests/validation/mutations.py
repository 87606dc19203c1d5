"""Ways to break the real data, each with the rule or shape that must name it and the broken thing."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Mutation:
    """A change of one file: ``old`` becomes ``new`` in the block of ``block``, or ``append`` is written below.

    ``subject`` is what is reported, ``shown`` what stands on the reported line. A ``whole`` mutation can be
    seen in a whole knowledge base only, for a file that leaves a thing out does not remove it.
    """

    name: str
    rule: str
    file: str
    subject: str
    block: str = ""
    old: str = ""
    new: str = ""
    append: str = ""
    shown: str = ""
    whole: bool = False

    def apply(self, text: str) -> str:
        """Return the broken text; a mutation that changes nothing is a mistake in this table."""
        changed = text + self.append
        if self.block:
            start = re.search(rf"^{re.escape(self.block)}$", changed, re.MULTILINE)
            assert start, f"{self.file} has no block {self.block}"
            end = changed.find("\n\n", start.start())
            block = changed[start.start() : end if end > 0 else len(changed)]
            assert re.search(self.old, block), f"{self.block} has no {self.old}"
            changed = changed.replace(block, re.sub(self.old, self.new, block, count=1), 1)
        assert changed != text
        return changed


PAIR, KIVA = "comparisons/kyphoplasty-vs-vertebroplasty.ttl", "comparisons/kiva-vs-kyphoplasty.ttl"
STENT, KYPHOPLASTY = "comparisons/kyphoplasty-vs-vertebral-body-stenting.ttl", "options/kyphoplasty.ttl"
IMPLANT, SOURCES, CONDITIONS = "options/kiva.ttl", "sources.ttl", "conditions.ttl"
CRITERIA, SCHEMA, HEDGES = "vocab/criteria.ttl", "spineknowledge.ttl", "vocab/hedges.ttl"

LEAKAGE = "kyphoplasty-vs-vertebroplasty-cement-leakage-risk"
COMPARISON, ASSESSMENT = f"comparison:{LEAKAGE}", f"assessment:{LEAKAGE}"
NOT_ASSESSED = "assessment:kyphoplasty-vs-vertebroplasty-availability"
ONE_SOURCE = "assessment:kyphoplasty-vs-vertebroplasty-recovery-time"
EXPLANATION = f"explanation:{LEAKAGE}-cavity"
QUESTION = "comparison:kiva-vs-kyphoplasty-pain-relief"
TRIAL, ARMS, COUNTS = "finding:tutton-2015-f01", "estimate:tutton-2015-f01", "estimate:tutton-2015-f03"
INTERVAL = "estimate:zhang-t-vbs-f01"
STEP, OPTION, STUDY = "step:kyphoplasty-inflate-balloon", "option:kyphoplasty", "source:evans-2016"
BONE = "condition:osteoporosis"


def block(name: str, rule: str, file: str, subject: str, old: str, new: str = "", shown: str = "") -> Mutation:
    """Return a mutation of the block of a subject."""
    return Mutation(name, rule, file, subject, block=subject, old=old, new=new, shown=shown)


def added(name: str, rule: str, file: str, subject: str, statements: str, shown: str = "") -> Mutation:
    """Return a mutation that appends statements."""
    return Mutation(name, rule, file, subject, append=f"\n{statements} .\n", shown=shown)


def removed(name: str, rule: str, file: str, thing: str, subject: str) -> Mutation:
    """Return a mutation that removes a whole block, which something else misses."""
    return Mutation(name, rule, file, subject, block=thing, old=r"(?s)^.*$", whole=True)


MUTATIONS = (
    # names and texts
    block("label removed", "sks:LabelInEnglishAndSpanish", KYPHOPLASTY, OPTION, r' ,\n +"kyphoplasty"@en', "",
          "skos:prefLabel"),
    block("Spanish label removed", "sks:LabelInEnglishAndSpanish", KYPHOPLASTY, OPTION, r'"cifoplastia"@es ,\n +', "",
          "skos:prefLabel"),
    block("two English labels", "sks:LabelInEnglishAndSpanish", CONDITIONS, BONE, r'"osteoporosis"@en',
          '"bone loss"@en , "osteoporosis"@en', "skos:prefLabel"),
    block("definition emptied", "rule:empty-text", CONDITIONS, BONE, r'"A loss of bone[^"]*"', '""',
          "skos:definition"),
    block("definition without a full stop", "sks:DefinitionInEnglishAndSpanish", CONDITIONS, BONE, r'easily\."@en',
          'easily"@en', "easily"),
    block("label in a third language", "sks:LabelInEnglishAndSpanish", CONDITIONS, BONE, r'"osteoporosis"@es',
          '"ostéoporose"@fr', "ostéoporose"),
    block("definition of a term removed", "sks:TermDefinition", SCHEMA, "spk:hedge", r" +skos:definition [^;]*;\n"),
    block("plain sentence emptied", "rule:empty-text", PAIR, ASSESSMENT, r'"Cement leaks[^"]*"@en', '""@en',
          "spk:plainSentence"),
    block("plain sentence in Spanish removed", "sks:AssessmentPlainSentence", PAIR, ASSESSMENT,
          r' ,\n +"El cemento[^"]*"@es', "", "spk:plainSentence"),
    block("explanation without text", "sks:ExplanationText", PAIR, EXPLANATION, r" +spk:text [^;]*;\n"),
    added("control character", "rule:control-character", CONDITIONS, BONE, f'{BONE} skos:scopeNote "a\\u0007b"@en',
          "skos:scopeNote"),
    added("text that turns around", "rule:control-character", CONDITIONS, BONE,
          f'{BONE} skos:scopeNote "a\\u202Eb"@en', "skos:scopeNote"),
    # kinds of things
    block("wrong class", "rule:misplaced-property", KIVA, TRIAL, r"a spk:Finding", "a spk:Comparison"),
    block("misspelt class", "rule:unknown-term", KIVA, TRIAL, r"a spk:Finding", "a spk:Findng", "spk:Findng"),
    block("type removed", "rule:untyped-thing", KIVA, TRIAL, r" +a spk:Finding ;\n"),
    added("untyped subject", "rule:untyped-thing", CONDITIONS, "condition:new",
          "condition:new spk:causedBy condition:osteoporosis", "condition:new"),
    block("a criterion as subject", "sks:ComparisonSubjectOption", KIVA, QUESTION, r"option:kiva",
          "criterion:mortality", "criterion:mortality"),
    block("an outcome as risk", "sks:TreatmentOptionRisk", KYPHOPLASTY, OPTION, r"criterion:bleeding-risk",
          "criterion:quality-of-life", "criterion:quality-of-life"),
    block("a risk as objective", "sks:TreatmentOptionObjective", KYPHOPLASTY, OPTION, r"criterion:pain-relief",
          "criterion:mortality", "criterion:mortality"),
    Mutation("a risk that becomes an outcome", "sks:TreatmentOptionRisk", CRITERIA, OPTION,
             block="criterion:bleeding-risk", old="a spk:Risk", new="a spk:Outcome", shown="criterion:bleeding-risk"),
    block("step of no type", "sks:StepStepType", KYPHOPLASTY, STEP, r" +spk:stepType [^;]*;\n"),
    # terms and references
    block("misspelt property", "rule:unknown-term", KIVA, TRIAL, r"spk:reportedDirection", "spk:reportedDirecton",
          "spk:reportedDirecton"),
    block("misspelt range in the schema", "rule:unknown-term", SCHEMA, "spk:aboutComparison",
          r"rdfs:range spk:Comparison", "rdfs:range spk:Comparisn", "spk:Comparisn"),
    block("misspelt property of another vocabulary", "rule:unknown-borrowed-term", CONDITIONS, BONE,
          r"skos:definition", "skos:defintion", "skos:defintion"),
    block("property of another kind of thing", "rule:misplaced-property", KIVA, TRIAL, r"    spk:readLevel",
          "    spk:pValue 0.5 ;\n    spk:readLevel", "spk:pValue"),
    block("misspelt direction", "rule:unknown-reference", KIVA, TRIAL, r"direction:no-clear-difference",
          "direction:no-clear-diference", "direction:no-clear-diference"),
    block("hedge not described", "rule:unknown-reference", PAIR, "finding:miva-medical-cement-leakage-risk",
          r"hedge:tends-to", "hedge:perhaps", "hedge:perhaps"),
    block("unknown source", "rule:unknown-reference", KIVA, TRIAL, r"source:tutton-2015", "source:tutton-2051",
          "source:tutton-2051"),
    Mutation("retired term in use", "rule:retired-term", CRITERIA, OPTION, append="\ncriterion:pain-relief"
             " <http://www.w3.org/2002/07/owl#deprecated> true ;"
             " <http://purl.org/dc/terms/isReplacedBy> criterion:function .\n", shown="criterion:pain-relief"),
    removed("hedge in use removed", "rule:unknown-reference", HEDGES, "hedge:tends-to",
            "finding:miva-medical-cement-leakage-risk"),
    removed("explained assessment removed", "rule:unknown-reference", PAIR, ASSESSMENT, EXPLANATION),
    removed("cited source removed", "rule:unknown-reference", SOURCES, "source:tutton-2015", TRIAL),
    removed("class in use removed", "rule:unknown-term", SCHEMA, "spk:Explanation", EXPLANATION),
    # what a finding must say
    block("direction of another scheme", "sks:FindingReportedDirection", PAIR, "finding:dohm-2014-f02",
          r"direction:lower", "certainty:low", "certainty:low"),
    block("finding that is unclear", "sks:FindingReportedDirection", KIVA, TRIAL, r"direction:no-clear-difference",
          "direction:unclear", "direction:unclear"),
    block("direction removed", "sks:FindingReportedDirection", KIVA, TRIAL, r" +spk:reportedDirection [^;]*;\n"),
    block("basis removed", "sks:FindingBasis", KIVA, TRIAL, r" +spk:basis [^;]*;\n"),
    block("source removed", "sks:CitedSource", KIVA, TRIAL, r" +dcterms:source [^;]*;\n"),
    block("time that is no duration", "rule:malformed-value", KIVA, TRIAL, r'"P12M"', '"12 months"', "spk:timePoint"),
    block("time in another datatype", "sks:FindingTimePoint", KIVA, TRIAL, r"xsd:duration",
          "<http://www.w3.org/2001/XMLSchema#string>", "spk:timePoint"),
    block("both time and moment", "sks:FindingAtOneTime", KIVA, TRIAL, r"    spk:timePoint",
          "    spk:timing timing:at-procedure ;\n    spk:timePoint", TRIAL),
    # numbers
    block("interval inverted", "sks:EffectEstimateCiLow", STENT, INTERVAL, r"spk:ciHigh 0.63", "spk:ciHigh 0.1",
          "spk:ciLow"),
    block("value above the interval", "sks:NumericValue", STENT, INTERVAL, r"spk:value 0.38", "spk:value 9.5",
          "spk:value"),
    block("value below the interval", "sks:EffectEstimateCiLow", STENT, INTERVAL, r"spk:value 0.38", "spk:value 0.03",
          "spk:ciLow"),
    block("p value above one", "sks:EffectEstimatePValue", STENT, INTERVAL, r"spk:pValue 0.004", "spk:pValue 1.7",
          "spk:pValue"),
    block("more events than people", "sks:EffectEstimateSubjectEvents", KIVA, COUNTS, r"spk:subjectEvents 0",
          "spk:subjectEvents 1570", "spk:subjectEvents"),
    block("negative events", "sks:EffectEstimateSubjectEvents", KIVA, COUNTS, r"spk:subjectEvents 0",
          "spk:subjectEvents -1", "spk:subjectEvents"),
    block("another number printed", "rule:number-as-printed", KIVA, ARMS, r'"71.8"', '"17.8"', "spk:referenceValue"),
    block("number without its print", "sks:ReferenceValueAsPrinted", KIVA, ARMS,
          r' +spk:printedReferenceValue "[^"]*" ;\n'),
    block("number that is none", "rule:malformed-value", KIVA, ARMS, r"spk:referenceValue 71.8",
          'spk:referenceValue "NaN"^^<http://www.w3.org/2001/XMLSchema#decimal>', "spk:referenceValue"),
    block("measure removed", "sks:EffectEstimateMeasure", KIVA, COUNTS, r" +spk:measure [^;]*;\n"),
    block("direction against the numbers", "rule:direction-against-estimate", PAIR, "finding:dohm-2014-f02",
          r"direction:lower", "direction:higher", "direction:higher"),
    # comparisons
    block("comparison that names another criterion", "rule:comparison-order", KIVA, QUESTION,
          r"criterion:pain-relief", "criterion:mortality", QUESTION),
    block("option compared with itself", "sks:ComparisonTwoOptions", KIVA, QUESTION, r"option:kiva",
          "option:kyphoplasty", "spk:subjectOption"),
    added("duplicate", "rule:duplicate-comparison", KIVA, "comparison:kiva-vs-kyphoplasty-pain-relief-again",
          "comparison:kiva-vs-kyphoplasty-pain-relief-again a spk:Comparison ; spk:subjectOption option:kiva ;"
          " spk:referenceOption option:kyphoplasty ; spk:criterion criterion:pain-relief",
          "comparison:kiva-vs-kyphoplasty-pain-relief-again"),
    added("duplicate in the opposite order", "rule:duplicate-comparison", KIVA,
          "comparison:kyphoplasty-vs-kiva-pain-relief",
          "comparison:kyphoplasty-vs-kiva-pain-relief a spk:Comparison ; spk:subjectOption option:kyphoplasty ;"
          " spk:referenceOption option:kiva ; spk:criterion criterion:pain-relief",
          "comparison:kyphoplasty-vs-kiva-pain-relief"),
    added("subject that sorts last", "rule:comparison-order", KIVA, "comparison:kyphoplasty-vs-kiva-mortality",
          "comparison:kyphoplasty-vs-kiva-mortality a spk:Comparison ; spk:subjectOption option:kyphoplasty ;"
          " spk:referenceOption option:kiva ; spk:criterion criterion:mortality",
          "spk:subjectOption"),
    added("question without an answer", "rule:unanswered-comparison", KIVA, "comparison:kiva-vs-kyphoplasty-mortality",
          "comparison:kiva-vs-kyphoplasty-mortality a spk:Comparison ; spk:subjectOption option:kiva ;"
          " spk:referenceOption option:kyphoplasty ; spk:criterion criterion:mortality"),
    # assessments
    block("certainty missing", "sks:AssessmentAnswered", PAIR, ASSESSMENT, r" +spk:certainty certainty:moderate ;\n"),
    block("reason for certainty missing", "sks:AssessmentLoweredCertainty", PAIR, ASSESSMENT,
          r" +spk:certaintyReason [^;]*;\n"),
    block("reviewed by nobody", "sks:AssessmentReviewed", PAIR, ASSESSMENT, r"review-status:unreviewed",
          "review-status:reviewed"),
    block("support removed", "rule:answer-without-support", PAIR, ONE_SOURCE, r" +cito:isSupportedBy [^;]*;\n"),
    block("direction without an answer", "rule:answer-without-support", PAIR, NOT_ASSESSED, r"    spk:answerStatus",
          "    spk:direction direction:lower ;\n    spk:answerStatus", "spk:direction"),
    block("finding about another comparison", "rule:foreign-finding", PAIR, ASSESSMENT, r"finding:bmcmd-2020-f01",
          "finding:dohm-2014-f01", "finding:dohm-2014-f01"),
    block("finding on both sides", "rule:foreign-finding", PAIR, ASSESSMENT, r"cito:isDisputedBy",
          "cito:isDisputedBy finding:dohm-2014-f02 ;\n    cito:isDisputedBy", "finding:dohm-2014-f02"),
    block("finding for and beside", "rule:foreign-finding", PAIR, ASSESSMENT, r"    spk:direction ",
          "    spk:considers finding:dohm-2014-f02 ;\n    spk:direction ", "finding:dohm-2014-f02"),
    block("time of assessment that is no day", "rule:malformed-value", PAIR, ASSESSMENT, r"2026-11-24T",
          "2026-02-30T", "prov:generatedAtTime"),
    block("explanation of an open question", "rule:explained-without-direction", PAIR, EXPLANATION,
          f"assessment:{LEAKAGE}", NOT_ASSESSED, "spk:explains"),
    added("second current assessment", "rule:two-current-assessments", PAIR, "assessment:newer",
          f"assessment:newer a spk:Assessment ; spk:assesses comparison:{LEAKAGE} ;"
          " spk:answerStatus answer-status:no-evidence", "assessment:newer"),
    # options, steps, sources
    block("objective without a statement", "rule:unsourced-claim", KYPHOPLASTY, OPTION, r"criterion:pain-relief",
          "criterion:quality-of-life", "criterion:quality-of-life"),
    block("risk without a statement", "rule:unsourced-claim", KYPHOPLASTY, OPTION, r"criterion:bleeding-risk",
          "criterion:mortality", "criterion:mortality"),
    Mutation("gap in the steps", "rule:step-positions", KYPHOPLASTY, "step:kyphoplasty-deflate-and-remove-balloon",
             block=STEP, old=r"spk:position 8", new="spk:position 80", shown="spk:position"),
    Mutation("two steps at one position", "rule:step-positions", KYPHOPLASTY,
             "step:kyphoplasty-insert-balloon", block=STEP, old=r"spk:position 8", new="spk:position 7",
             shown="spk:position"),
    added("step of two options", "rule:step-owner", KYPHOPLASTY, STEP, f"option:vertebroplasty spk:hasStep {STEP}"),
    added("step of no option", "rule:step-owner", IMPLANT, "step:stray", "step:stray a spk:Step", "step:stray"),
    added("estimate of no finding", "rule:step-owner", KIVA, "estimate:stray",
          "estimate:stray a spk:EffectEstimate ; spk:measure measure:mean", "estimate:stray"),
    block("malformed DOI", "sks:SourceDoi", SOURCES, STUDY, r'spk:doi "[^"]*"', 'spk:doi "doi.org/abc"', "spk:doi"),
    block("malformed PMID", "sks:SourcePmid", SOURCES, "source:aaos-2011", r'spk:pmid "[^"]*"',
          'spk:pmid "PMID 21368099"', "spk:pmid"),
    block("address that runs", "sks:WebAddress", SOURCES, STUDY, r'"https://doi[^"]*"', '"javascript:alert(1)"',
          "schema:url"),
    block("year to come", "sks:PublicationYear", SOURCES, STUDY, r"publicationYear 2016", "publicationYear 20166",
          "spk:publicationYear"),
    # what no record may hold
    added("blank node", "rule:blank-node", CONDITIONS, BONE, f"{BONE} spk:affects [ a spk:AnatomicalStructure ]",
          "spk:affects"),
    added("term of SHACL", "rule:no-shacl-in-data", CONDITIONS, BONE,
          f"{BONE} <http://www.w3.org/ns/shacl#deactivated> true", "deactivated"),
    added("another file drawn in", "rule:no-shacl-in-data", CONDITIONS, BONE,
          f"{BONE} <http://www.w3.org/2002/07/owl#imports> <https://example.org/>", "imports"),
)  # fmt: skip
