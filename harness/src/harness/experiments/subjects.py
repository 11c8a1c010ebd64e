"""From the names of an experiment to its subjects.

A name is an entry of `[subjects]` in conditions.toml, or a value of OPTIMIZATIONS (`six,-cache`);
`@REVISION` behind it takes the code of that commit. `factorial` stands for all combinations of the
six, `leave-one-out` for the six less one at a time. An entry of `[programs]` is measured in place
of the optimized service.
"""

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, combinations, pairwise

from harness.conditions import REPOSITORY, commit, conditions
from harness.errors import BenchError
from harness.experiments.model import Experiment, Subject

REGISTRY = REPOSITORY / "optimized/src/optimized/optimizations.toml"
_SETS = ("all", "six", "none")


@cache
def registry() -> dict[str, dict[str, str]]:
    """Return the entries of the registry of optimizations by name, in its order."""
    return tomllib.loads(REGISTRY.read_text())


def group(name: str) -> tuple[str, ...]:
    """Return the optimizations of a group of the registry: `six` or `beyond`."""
    return tuple(key for key, each in registry().items() if each["group"] == name)


def subjects(experiment: Experiment) -> tuple[Subject, ...]:
    """Return the subjects of an experiment. Raises BenchError on an unknown name."""
    found: dict[str, Subject] = {}
    for customers in experiment.customers:
        for name in chain.from_iterable(map(_expanded, experiment.subjects)):
            subject = _subject(name, customers, experiment)
            found[subject.name] = subject
            if experiment.twins:
                changes = {"name": f"{subject.name} (twin)", "twin_of": subject.name}
                found[changes["name"]] = subject.model_copy(update=changes)
    return tuple(found.values())


def _expanded(name: str) -> Iterator[str]:
    six = group("six")
    if name == "factorial":
        for size in range(len(six) + 1):
            yield from (",".join(on) or "none" for on in combinations(six, size))
    elif name == "leave-one-out":
        yield from (f"six,-{each}" for each in six)
    else:
        yield name


def _subject(name: str, customers: int, experiment: Experiment) -> Subject:
    base, _, revision = name.partition("@")
    if revision:
        revision = commit(revision)
        name = f"{base}@{revision}"
    defined, program = conditions().subjects.get(base), conditions().programs.get(base)
    if program:
        defined = {"service": "optimized", "program": base, "kind": program.kind}
    elif not defined:
        _check(base)
        defined = {"service": "optimized", "optimizations": base}
    shown = name if len(experiment.customers) == 1 else f"{name} {customers:,}"
    return Subject(name=shown, customers=customers, revision=revision, **defined)


def _check(text: str) -> None:
    names = {part.removeprefix("-") for each in text.split(",") if (part := each.strip())}
    if unknown := names - {*_SETS, *registry()}:
        sets = (*_SETS, "factorial", "leave-one-out")
        known = ", ".join((*conditions().subjects, *conditions().programs, *sets, *registry()))
        raise BenchError(f"there is no subject {', '.join(sorted(unknown))}; known: {known}")
    if (on := _on(text)).intersection(group("beyond")) and not on.issuperset(group("six")):
        raise BenchError(f"{text}: what goes beyond the six needs all of them")


def scenarios(subject: Subject, planned: Sequence[str]) -> tuple[str, ...]:
    """Return those of the `planned` scenarios that the subject has: a program need not have all."""
    if not subject.program:
        return tuple(planned)
    return tuple(each for each in planned if each in conditions().programs[subject.program].paths)


def switches_on(subject: Subject) -> frozenset[str]:
    """Return the optimizations that are on in a subject; none in the naive service."""
    if subject.service == "naive" or subject.program:
        return frozenset()
    return _on(subject.optimizations or "")


def _on(text: str) -> frozenset[str]:
    sets = {"all": {*registry()}, "six": {*group("six")}, "none": set()}
    parts = [part for each in text.split(",") if (part := each.strip())]
    on = sets["none"] if parts and not parts[0].startswith("-") else sets["six"]
    for part in parts:
        named = sets.get(name := part.removeprefix("-"), {name})
        on = on - named if part.startswith("-") else on | named
    return frozenset(on)


def pairs(experiment: Experiment, measured: Sequence[Subject]) -> list[tuple[Subject, Subject]]:
    """Return what is compared: (base, other), of equal size. Twins only with their namesake."""
    by_name = {subject.name: subject for subject in measured}
    found = [(by_name[each.twin_of], each) for each in measured if each.twin_of in by_name]
    for customers in dict.fromkeys(subject.customers for subject in measured):
        own = [each for each in measured if each.customers == customers and not each.twin_of]
        first = experiment.compare == "first"
        found += [(own[0], other) for other in own[1:]] if first else pairwise(own)
    return found
