"""Reports the results as a table and as ratios."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import fmean

from bench.compare import Comparison
from bench.figures import Figure, figures, geometric_mean, ratios, round_by_round, standard_error


def report(comparison: Comparison) -> str:
    """The results as text."""
    found, plan = figures(comparison), comparison.plan
    head = (
        f"{plan.size.practices:,} practices, {plan.size.decisions:,} decisions with 193 ballots each; one process each, "
        f"{plan.connections} connections, medians of {plan.starts * plan.rounds} interleaved rounds of "
        f"{plan.seconds:g} s, {plan.rounds} after each start of the servers.\n"
        "Noise: half the distance between the quartiles of the rounds. Latencies in ms; alone: one request at a time.\n"
        "All answers were proven equal first. The constant has as many bytes as the operation's answer."
    )
    return "\n".join([head, "", *_table(comparison, found), "", *_servers(comparison), "", *_ratios(comparison, found)])


def _table(comparison: Comparison, found: Mapping[str, Mapping[str, Figure]]) -> Iterator[str]:
    yield f"{'operation':10} {'bytes':>7}  {'server':33} {'requests/s':>10} {'noise':>6} {'p50':>8} {'p99':>8} {'alone':>8}"
    saturated = False
    for name in comparison.plan.only:
        for server in comparison.servers:
            if name in found[server]:
                figure = found[server][name]
                mark = "*" if figure.saturated else ""
                saturated |= figure.saturated
                yield (
                    f"{name:10} {comparison.bytes.get(name, 0):7,}  {server:33} {figure.rate:10,.0f} {figure.noise:6.0%}"
                    f" {figure.p50:8.1f} {figure.p99:8.1f} {figure.alone:8.3f} {mark}"
                )
    if saturated:
        yield "* the load generator took nearly a whole core: the server may be faster."


def _servers(comparison: Comparison) -> Iterator[str]:
    yield f"{'server':33} {'start, s':>9} {'MB idle':>8} {'MB loaded':>10}"
    for server in comparison.servers:
        started, idle, loaded = (values[server] for values in (comparison.started, comparison.idle, comparison.loaded))
        yield f"{server:33} {started:9.1f} {idle:8.0f} {loaded:10.0f}"


def _ratios(comparison: Comparison, found: Mapping[str, Mapping[str, Figure]]) -> Iterator[str]:
    yield "Geometric means of the ratios: of the medians; then within each round, their mean with its standard error."
    for ours in (server for server in found if server.startswith("ours")):
        yield f"{ours}: its rate, divided by that of"
        for theirs in found:
            each = ratios(found[ours], found[theirs])
            if theirs != ours and each:
                rounds = round_by_round(comparison.rounds[ours], comparison.rounds[theirs])
                mean = f"{fmean(rounds):.2f} ± {standard_error(rounds):.2f}" if len(rounds) > 1 else ""
                listed = ", ".join(f"{name} {ratio:.2f}" for name, ratio in each.items())
                yield f"  {theirs:33} {geometric_mean(each.values()):7.2f} {mean:>15} (mean of {len(each)}: {listed})"
