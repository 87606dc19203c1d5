"""Forty-odd ways to break the real data, each with the rule or shape that must name it and the broken thing."""

from __future__ import annotations

import re
from dataclasses import dataclass

PAIR = "comparisons/kyphoplasty-vs-vertebroplasty.ttl"
LEAKAGE = "kyphoplasty-vs-vertebroplasty-cement-leakage-risk"
COST = "kyphoplasty-vs-vertebroplasty-procedure-cost"


@dataclass(frozen=True)
class Mutation:
    """A change of one file; ``block`` is the subject whose block is changed, else text is appended."""

    name: str
    file: str
    subject: str
    caught_by: str
    block: str = ""
    old: str = ""
    new: str = ""
    append: str = ""

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

    def excerpt(self, text: str) -> str:
        """Return the prefixes and the broken blocks only, as an editor would send them."""
        blocks = text.split("\n\n")
        head, *broken = self.apply(text).split("\n\n")
        return "\n\n".join([head, *(part for part in broken if part not in blocks)])


def block(name: str, caught_by: str, subject: str, old: str, new: str, file: str = PAIR) -> Mutation:
    """Return a mutation of the block of a subject."""
    return Mutation(name, file, subject, caught_by, block=subject, old=old, new=new)


def added(name: str, caught_by: str, subject: str, append: str, file: str = PAIR) -> Mutation:
    """Return a mutation that appends statements."""
    return Mutation(name, file, subject, caught_by, append=append)


KYPHOPLASTY, FACTORS, SOURCES, CONDITIONS = "options/kyphoplasty.ttl", "factors.ttl", "sources.ttl", "conditions.ttl"
SCHEMA = "spineknowledge.ttl"
COMPARISON, ASSESSMENT = f"comparison:{LEAKAGE}", f"assessment:{LEAKAGE}"
CLINIC = "finding:miva-medical-cement-leakage-risk"
TRIAL, COUNTS, RATIO = "finding:dohm-2014-f02", "estimate:dohm-2014-f02", "estimate:josr-2018-f01"
EXPLANATION = f"explanation:{LEAKAGE}-cavity"
STEP = "step:kyphoplasty-inflate-balloon"

MUTATIONS = (
    block("label removed", "sks:", "option:kyphoplasty", r' ,\n +"kyphoplasty"@en', "", KYPHOPLASTY),
    block("Spanish label removed", "sks:", "option:kyphoplasty", r'"cifoplastia"@es ,\n +', "", KYPHOPLASTY),
    block("two labels in a language", "sks:", "option:kyphoplasty", r'"cifoplastia"@es', '"otra"@es , "cifoplastia"@es',
          KYPHOPLASTY),
    block("definition emptied", "sks:", "condition:osteoporosis", r'"A loss of bone[^"]*"', '""', CONDITIONS),
    block("a criterion as subject", "sks:", COMPARISON, r"option:kyphoplasty", "criterion:mortality"),
    block("an outcome as risk", "sks:", "option:kyphoplasty", r"criterion:bleeding-risk", "criterion:quality-of-life",
          KYPHOPLASTY),
    block("a risk as objective", "sks:", "option:kyphoplasty", r"criterion:pain-relief", "criterion:mortality",
          KYPHOPLASTY),
    block("misspelt direction", "rule:unknown-reference", TRIAL, r"direction:lower", "direction:lowr"),
    block("direction of another scheme", "sks:FindingReportedDirection", TRIAL, r"direction:lower", "certainty:low"),
    block("finding that is unclear", "sks:FindingReportedDirection", TRIAL, r"direction:lower", "direction:unclear"),
    block("direction removed", "sks:FindingReportedDirection", TRIAL, r" +spk:reportedDirection [^;]*;\n", ""),
    block("basis removed", "sks:FindingBasis", TRIAL, r" +spk:basis [^;]*;\n", ""),
    block("hedge not described", "rule:unknown-reference", CLINIC, r"hedge:tends-to", "hedge:perhaps"),
    block("unknown source", "rule:unknown-reference", TRIAL, r"source:dohm-2014", "source:dohm-2041"),
    block("source removed", "sks:", TRIAL, r" +dcterms:source [^;]*;\n", ""),
    block("misspelt property", "rule:unknown-term", TRIAL, r"spk:reportedDirection", "spk:reportedDirecton"),
    block("misspelt class", "rule:unknown-term", TRIAL, r"a spk:Finding", "a spk:Findng"),
    block("type removed", "rule:untyped-thing", TRIAL, r" +a spk:Finding ;\n", ""),
    block("both time and moment", "sks:FindingAtOneTime", TRIAL, r"spk:timing",
          'spk:timePoint "P12M"^^<http://www.w3.org/2001/XMLSchema#duration> ;\n    spk:timing'),
    block("interval inverted", "sks:", RATIO, r"spk:ciHigh [0-9.]+", "spk:ciHigh 0.1"),
    block("value outside the interval", "sks:", RATIO, r"spk:value [0-9.]+", "spk:value 9.5"),
    block("p value above one", "sks:", COUNTS, r"spk:pValue [0-9.]+", "spk:pValue 1.7"),
    block("more events than people", "sks:", COUNTS, r"spk:subjectEvents 157", "spk:subjectEvents 1570"),
    block("negative events", "sks:", COUNTS, r"spk:subjectEvents 157", "spk:subjectEvents -157"),
    block("another number printed", "rule:number-as-printed", RATIO, r'spk:printedValue "[^"]*"',
          'spk:printedValue "0.26"'),
    block("number without its print", "sks:", RATIO, r' +spk:printedValue "[^"]*" ;\n', ""),
    block("measure removed", "sks:EffectEstimateMeasure", COUNTS, r" +spk:measure [^;]*;\n", ""),
    block("direction against the numbers", "rule:direction-against-estimate", TRIAL, r"direction:lower",
          "direction:higher"),
    block("comparison that names another criterion", "rule:comparison-order", COMPARISON,
          r"criterion:cement-leakage-risk", "criterion:mortality"),
    block("certainty missing", "sks:", ASSESSMENT, r" +spk:certainty certainty:moderate ;\n", ""),
    block("reason for certainty missing", "sks:", ASSESSMENT, r" +spk:certaintyReason [^;]*;\n", ""),
    block("plain sentence in Spanish removed", "sks:", ASSESSMENT, r' ,\n +"El cemento[^"]*"@es', ""),
    block("plain sentence emptied", "rule:empty-text", ASSESSMENT, r'"Cement leaks[^"]*"@en', '""@en'),
    block("reviewed by nobody", "sks:", ASSESSMENT, r"review-status:unreviewed", "review-status:reviewed"),
    block("support removed", "rule:answer-without-support", "assessment:kyphoplasty-vs-vertebroplasty-recovery-time",
          r" +cito:isSupportedBy [^;]*;\n", ""),
    block("direction without an answer", "rule:answer-without-support",
          "assessment:kyphoplasty-vs-vertebroplasty-availability", r"    spk:answerStatus",
          "    spk:direction direction:lower ;\n    spk:answerStatus"),
    block("finding about another comparison", "rule:foreign-finding", ASSESSMENT, r"finding:bmcmd-2020-f01",
          "finding:dohm-2014-f01"),
    block("finding on both sides", "rule:foreign-finding", ASSESSMENT, r"cito:isDisputedBy",
          "cito:isDisputedBy finding:dohm-2014-f02 ;\n    cito:isDisputedBy"),
    block("explanation without text", "sks:", EXPLANATION, r" +spk:text [^;]*;\n", ""),
    block("explanation of an open question", "rule:explained-without-direction", EXPLANATION, f"assessment:{LEAKAGE}",
          "assessment:kyphoplasty-vs-vertebroplasty-availability"),
    Mutation("gap in the steps", KYPHOPLASTY, "step:kyphoplasty-deflate-and-remove-balloon", "rule:step-positions",
             block=STEP, old=r"spk:position 8", new="spk:position 80"),
    block("step of no type", "sks:", STEP, r" +spk:stepType [^;]*;\n", "", KYPHOPLASTY),
    block("risk without a statement", "rule:unsourced-claim", "option:kyphoplasty", r"criterion:bleeding-risk",
          "criterion:mortality", KYPHOPLASTY),
    block("malformed DOI", "sks:", "source:evans-2016", r'spk:doi "[^"]*"', 'spk:doi "doi.org/abc"', SOURCES),
    block("address that runs", "sks:", "source:evans-2016", r'"https://doi[^"]*"', '"javascript:alert(1)"', SOURCES),
    block("year to come", "sks:", "source:evans-2016", r"publicationYear 2016", "publicationYear 20166", SOURCES),
    block("definition of a term removed", "sks:", "spk:hedge", r" +skos:definition [^;]*;\n", "", SCHEMA),
    added("second current assessment", "rule:two-current-assessments", "assessment:newer",
          f"\nassessment:newer a spk:Assessment ; spk:assesses comparison:{LEAKAGE} ;"
          " spk:answerStatus answer-status:no-evidence .\n"),
    added("duplicate in the opposite order", "rule:duplicate-comparison", "comparison:vertebroplasty-vs-kyphoplasty-x",
          "\ncomparison:vertebroplasty-vs-kyphoplasty-x a spk:Comparison ; spk:subjectOption option:vertebroplasty ;"
          " spk:referenceOption option:kyphoplasty ; spk:criterion criterion:cement-leakage-risk ;"
          " spk:condition condition:vertebral-compression-fracture .\n"),
    added("subject that sorts last", "rule:comparison-order", "comparison:vertebroplasty-vs-kyphoplasty-y",
          "\ncomparison:vertebroplasty-vs-kyphoplasty-y a spk:Comparison ; spk:subjectOption option:vertebroplasty ;"
          " spk:referenceOption option:kyphoplasty ; spk:criterion criterion:mortality .\n"),
    added("question without an answer", "rule:unanswered-comparison", "comparison:kiva-vs-vertebroplasty-mortality",
          "\ncomparison:kiva-vs-vertebroplasty-mortality a spk:Comparison ; spk:subjectOption option:kiva ;"
          " spk:referenceOption option:vertebroplasty ; spk:criterion criterion:mortality .\n"),
    added("step of two options", "rule:step-owner", STEP,
          "\noption:vertebroplasty spk:hasStep step:kyphoplasty-inflate-balloon .\n", KYPHOPLASTY),
    added("step of no option", "rule:step-owner", "step:stray", "\nstep:stray a spk:Step .\n", KYPHOPLASTY),
    added("blank node", "rule:blank-node", "condition:osteoporosis",
          "\ncondition:osteoporosis spk:affects [ a spk:AnatomicalStructure ] .\n", CONDITIONS),
    added("term of SHACL", "rule:no-shacl-in-data", "condition:osteoporosis",
          "\ncondition:osteoporosis <http://www.w3.org/ns/shacl#deactivated> true .\n", CONDITIONS),
    added("another file drawn in", "rule:no-shacl-in-data", "condition:osteoporosis",
          "\ncondition:osteoporosis <http://www.w3.org/2002/07/owl#imports> <https://example.org/> .\n", CONDITIONS),
    added("control character", "rule:control-character", "condition:osteoporosis",
          '\ncondition:osteoporosis skos:scopeNote "a\\u0007b"@en .\n', CONDITIONS),
    added("retired term in use", "rule:retired-term", "option:kyphoplasty",
          "\ncriterion:pain-relief <http://www.w3.org/2002/07/owl#deprecated> true .\n", KYPHOPLASTY),
)  # fmt: skip
