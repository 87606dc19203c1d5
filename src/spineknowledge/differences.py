"""What two options share and what sets them apart, as far as a source says so.

That a thing is described for one option only is no difference: it is one only where a source states it.
"""

from __future__ import annotations

from spineknowledge.model.base import Thing
from spineknowledge.model.options import Option, Shared, Step, StepDiff
from spineknowledge.namespaces import thing


def align_steps(subject: Option, reference: Option) -> StepDiff:
    """Align the steps of two options on their step types."""
    ours = {step.step_type.iri: step for step in subject.steps}
    theirs = {step.step_type.iri: step for step in reference.steps}
    shared = tuple((step, theirs[key]) for key, step in ours.items() if key in theirs)
    only_subject = _stated(ours, theirs, reference)
    only_reference = _stated(theirs, ours, subject)
    differing = {step.iri for step in (*only_subject, *only_reference)}
    silent = [(option, step) for option, steps, others in ((subject, ours, theirs), (reference, theirs, ours))
              for key, step in steps.items() if key not in others and step.iri not in differing]  # fmt: skip
    return StepDiff(
        iri=thing("comparison", f"{subject.id}-vs-{reference.id}"),
        subject=_name(subject),
        reference=_name(reference),
        shared=shared,
        changed=tuple(
            (mine, other)
            for mine, other in shared
            if reference.iri in mine.distinguishes or subject.iri in other.distinguishes
        ),
        only_subject=only_subject,
        only_reference=only_reference,
        described_for_one=tuple((_name(option), step) for option, step in silent),
    )


def share(
    subject: Option,
    reference: Option,
    what: str,
    distinctions: tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]],
) -> Shared:
    """Lay the ``objectives`` or ``risks`` of two options side by side.

    ``distinctions`` holds, for each of the two, the pairs of another option and what that one lacks.
    """
    ours = {item.iri: item for item in getattr(subject, what)}
    theirs = {item.iri: item for item in getattr(reference, what)}
    only_subject = {iri for iri in ours.keys() - theirs.keys() if (reference.iri, iri) in distinctions[0]}
    only_reference = {iri for iri in theirs.keys() - ours.keys() if (subject.iri, iri) in distinctions[1]}
    silent = (ours.keys() ^ theirs.keys()) - only_subject - only_reference
    return Shared(
        shared=tuple(item for iri, item in ours.items() if iri in theirs),
        only_subject=tuple(item for iri, item in ours.items() if iri in only_subject),
        only_reference=tuple(item for iri, item in theirs.items() if iri in only_reference),
        described_for_one=tuple(item for iri, item in (ours | theirs).items() if iri in silent),
    )


def _stated(steps: dict[str, Step], others: dict[str, Step], other: Option) -> tuple[Step, ...]:
    return tuple(step for key, step in steps.items() if key not in others and other.iri in step.distinguishes)


def _name(option: Option) -> Thing:
    return Thing(option.iri, option.label)
