"""The first screen: per scenario, what each subject costs and answers; and a table for why."""

from collections.abc import Iterator, Sequence
from statistics import fmean

from harness.conditions import conditions
from harness.experiments.model import Subject
from harness.experiments.subjects import pairs
from harness.report import content
from harness.report.charts import Chart, Span, bars
from harness.report.content import NONE, TITLES, Section, Table
from harness.results.model import Measurement, Result
from harness.statistics.summary import Key, Metric, compare_subjects, figure, repeats, usable

UNITS = ("service", "PostgreSQL", "Redis", "nginx")
BEHIND = (
    *("scenario", "subject", "SQL statements per request", *(f"{unit} CPU" for unit in UNITS)),
    *("cache hits", "load generator's CPU share"),
)


def answer(result: Result) -> Section:
    """Return what each subject buys, scenario by scenario, by CPU and by throughput."""
    known, experiment = repeats(result), result.experiment
    charts, rows = [], []
    for scenario in experiment.scenarios:
        charts += [chart for metric in TITLES if (chart := _chart(result, scenario, metric))]
        own = [each for each in result.subjects if Key(each.name, scenario) in known]
        base_of = {other.name: base for base, other in pairs(experiment, own)}
        rows += [_row(result, scenario, each, base_of.get(each.name)) for each in own]
    names = ["scenario", "subject", *_kind(result, "kind")]
    figures = [column for title in TITLES.values() for column in (title, "times better")]
    closed = experiment.models == ("closed",)
    lead = (
        "CPU is the time that the service, PostgreSQL, Redis and nginx spend on a right"
        " answer; it does not depend on what the load generator leaves them. "
        + content.interval_note(result)
    )
    title = experiment.question if closed else "Cost and throughput in a closed model"
    tables = [Table("Cost and throughput", (*names, *figures, "verdict"), rows, len(names))]
    notes = [*content.floor_note(result), *content.warnings(result)]
    return Section("answer", title, lead, charts, tables, notes)


def glance(result: Result) -> Table:
    """Return a row for each subject: its figures in each scenario, and how much better they are."""
    own = [each for each in result.subjects if not each.twin_of]
    base_of = {other.name: base.name for base, other in pairs(result.experiment, own)}
    asked = [(scenario, metric) for scenario in result.experiment.scenarios for metric in TITLES]

    def cell(name: str, scenario: str, metric: Metric) -> str:
        shown = content.figure_cell(figure(result, Key(name, scenario), metric))
        if name not in base_of:
            return shown
        found = compare_subjects(result, Key(base_of[name], scenario), Key(name, scenario), metric)
        return f"{shown}; {content.comparison_cell(found)}".removesuffix(f"; {NONE}")

    rows = [[each.name, *(cell(each.name, *which) for which in asked)] for each in own]
    base = "the row above" if result.experiment.compare == "previous" else own[0].name
    titles = (f"{scenario}: {TITLES[metric]}" for scenario, metric in asked)
    return Table("At a glance", (f"subject (times better than {base})", *titles), rows, names=1)


def _kind(result: Result, shown: str) -> list[str]:
    """Return what may be compared with what, where the subjects are not all of one kind."""
    return [shown] if result.experiment.generator == "wrk" else []


def _row(result: Result, scenario: str, subject: Subject, base: Subject | None) -> list[str]:
    key = Key(subject.name, scenario)
    row = [scenario, subject.name, *_kind(result, subject.kind)]
    verdicts = []
    for metric in TITLES:
        found = base and compare_subjects(result, Key(base.name, scenario), key, metric)
        row.append(content.figure_cell(figure(result, key, metric)))
        row.append(content.comparison_cell(found) if found else "")
        verdicts += [content.verdict(found, result.complete)] if found else []
    return [*row, " / ".join(each for each in dict.fromkeys(verdicts) if each != NONE)]


def _chart(result: Result, scenario: str, metric: Metric) -> Chart | None:
    spans, own = [], [each for each in result.subjects if not each.twin_of]
    kinds = {each.name: (*_kind(result, each.kind), each.name)[0] for each in own}
    for each in own:
        found = figure(result, Key(each.name, scenario), metric)
        if found.estimate or found.unanswered:
            value = found.estimate.value if found.estimate else 0.0
            spans.append(Span(each.name, 0.0, value, content.figure_cell(found), kinds[each.name]))
    if not any(bar.end for bar in spans):
        return None
    return Chart(
        name=f"{scenario}-{metric}",
        title=f"{scenario}: {TITLES[metric]}",
        description="; ".join(f"{bar.name}: {bar.label}" for bar in spans),
        drawing=bars(spans, list(dict.fromkeys(kinds.values()))),
    )


def why(result: Result) -> Section:
    """Return what lies behind the figures: SQL statements, CPU by unit, cache, load generator."""
    known, rows = repeats(result), []
    for scenario in result.experiment.scenarios:
        for subject in (each for each in result.subjects if not each.twin_of):
            found, _ = usable(known.get(Key(subject.name, scenario), {}))
            if found:
                rows.append([scenario, subject.name, *_behind(list(found.values()))])
    lead = "Means over all rounds. CPU is in milliseconds per right answer."
    tables = [Table("SQL statements, CPU by unit, cache", BEHIND, rows)]
    return Section("why", "Why", lead, tables=tables, notes=[*content.warnings(result)])


def _behind(found: Sequence[Measurement]) -> Iterator[str]:
    requests = sum(each.requests for each in found)
    statements = [each.statements for each in found if each.statements is not None]
    yield content.number(sum(statements) / requests) if statements and requests else NONE
    right = sum(each.right for each in found)
    for unit in UNITS:
        used = [value for each in found if (value := each.cpu.get(unit.lower())) is not None]
        complete = len(used) == len(found) and right
        yield content.number(1000 * sum(used) / right) if complete else NONE
    hits = sum(each.cache.hit for each in found if each.cache)
    asked = hits + sum(each.cache.miss for each in found if each.cache)
    yield content.percent(hits / asked) if asked else NONE
    yield content.percent(fmean(each.balance.generator for each in found))


def trust(result: Result) -> Section:
    """Return how far the figures can be trusted: verdicts, warnings, sessions."""
    notes, rows = [], []
    if any(session.dirty for session in result.sessions):
        notes.append("The work tree had uncommitted changes.")
    if result.conditions.get("host", "container") != "container":
        notes.append("The host was not booted anew for each session.")
    if any(len(session.boots) > 1 for session in result.sessions):
        notes.append("A session was interrupted and resumed after another boot.")
    for each in result.sessions:
        started, took = each.boots[0][:16].replace("T", " "), f"{each.seconds / 60:.0f} min"
        complete = "yes" if each.complete else f"no: {each.ended or 'killed'}"
        times = result.fixed_work(each.number)
        work = f"{min(times):.2f}–{max(times):.2f} s" if times else NONE
        rows.append([str(each.number), started, took, work, each.revision[:12], complete])
    columns = ("session", "started (UTC)", "took", "fixed CPU work", "revision", "complete")
    tables = [Table("Sessions", columns, rows, names=1)]
    lead = (
        "A sample is a session: the host booted anew, at another time. shown: the interval"
        " excludes 1 and the ratio is beyond the noise floor; equal: the interval is inside"
        f" ±{content.percent(conditions().validity.equal)}; cannot say: neither."
    )
    return Section("trust", "How far to trust it", lead, tables=tables, notes=notes)
