"""The suite: a class of tests that every plugin must pass, on both engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from unittest import SkipTest

from core.conformance.checks import (
    clauses,
    declarations,
    descriptions,
    enums,
    mail,
    migrations,
    mutations,
    nulls,
    obligations,
    orders,
    queries,
    reference_data,
    refusals,
    removal,
    routes,
    subscriptions,
)
from core.conformance.examination import Examination, Subject

MOST_SHOWN = 10


class Conformance(Subject):
    """The rules that every plugin must follow. Inherit, name the plugin, and fill a network for it:

        class TestWorkshops(Conformance):
            plugin = "workshops"

            def fill(self, network: Network) -> None:
                kenya = network.member("KEN")
                network.ask(PLAN_WORKSHOP, {"participant": kenya.id}, kenya.viewer)

    pytest then runs each test on SQLite and on PostgreSQL.
    """

    def test_the_platform_starts_with_it(self, examination: Examination) -> None:
        _hold(declarations.starts, examination)

    def test_the_schema_is_compatible_with_and_without_it(self, examination: Examination) -> None:
        _hold(declarations.schema_compatible, examination)

    def test_its_schema_says_what_everything_is(self, examination: Examination) -> None:
        _hold(descriptions.described, examination)

    def test_its_enums_are_labelled_in_six_languages(self, examination: Examination) -> None:
        _hold(descriptions.labelled, examination)

    def test_its_clauses_are_joined_in_sql(self, examination: Examination) -> None:
        _hold(clauses.joined_in_sql, examination)

    def test_it_imports_the_face_only(self, examination: Examination) -> None:
        _hold(declarations.imports_the_face_only, examination)

    def test_its_names_in_the_database_are_prefixed(self, examination: Examination) -> None:
        _hold(migrations.names_prefixed, examination)

    def test_it_leaves_the_tables_of_others_alone(self, examination: Examination) -> None:
        _hold(migrations.others_untouched, examination)

    def test_its_migrations_go_up_and_down(self, examination: Examination) -> None:
        _hold(migrations.go_up_and_down, examination)

    def test_it_migrates_from_each_earlier_version(self, examination: Examination) -> None:
        _hold(migrations.migrates_from_each_version, examination)

    def test_its_reference_data_may_be_written_again(self, examination: Examination) -> None:
        _hold(reference_data.repeats, examination)

    def test_its_removal_blocks_nobody(self, examination: Examination) -> None:
        _hold(removal.blocks_nobody, examination)

    def test_every_type_is_reachable_through_node(self, examination: Examination) -> None:
        _hold(queries.types_reachable_through_node, examination)

    def test_every_query_is_one_statement(self, examination: Examination) -> None:
        _hold(queries.one_statement_each, examination)

    def test_its_orders_have_an_index(self, examination: Examination) -> None:
        _hold(orders.indexed, examination)

    def test_its_scopes_hold_in_every_way_of_asking(self, examination: Examination) -> None:
        _hold(queries.scopes_hold, examination)

    def test_what_may_be_null_is_annotated_so(self, examination: Examination) -> None:
        _hold(nulls.answer_as_annotated, examination)

    def test_its_enums_are_answered_as_the_schema_has_them(self, examination: Examination) -> None:
        _hold(enums.answered_as_the_schema_has_them, examination)

    def test_its_obligations_count_what_all_may_see(self, examination: Examination) -> None:
        _hold(obligations.count_what_all_may_see, examination)

    def test_every_route_is_reached(self, examination: Examination) -> None:
        _hold(routes.reached, examination)

    def test_no_route_fails_inside(self, examination: Examination) -> None:
        _hold(routes.answer, examination)

    def test_its_scopes_hold_in_every_route(self, examination: Examination) -> None:
        _hold(routes.keep_scopes, examination)

    def test_every_subscription_begins_and_ends(self, examination: Examination) -> None:
        _hold(subscriptions.begin_and_end, examination)

    def test_every_mutation_is_journaled(self, examination: Examination) -> None:
        _hold(mutations.journaled, examination)

    def test_its_journal_tells_of_nothing_hidden(self, examination: Examination) -> None:
        _hold(mutations.journal_keeps_scopes, examination)

    def test_its_demonstration_is_journaled_and_can_be_read(self, examination: Examination) -> None:
        _hold(mutations.demonstration_journaled, examination)

    def test_every_refusal_is_typed(self, examination: Examination) -> None:
        _hold(mutations.refusals_typed, examination)

    def test_its_refusals_reveal_nothing_hidden(self, examination: Examination) -> None:
        _hold(refusals.reveal_nothing_hidden, examination)

    def test_its_mail_is_sent_to_everybody(self, examination: Examination) -> None:
        _hold(mail.each_has_its_key, examination)


def _hold(check: Callable[[Examination], Iterator[str]], examination: Examination) -> None:
    """Fail if a check finds faults. If the platform does not start, that is reported once, and all else is skipped."""
    faults = _start(examination)
    if check is not declarations.starts:
        if faults:
            raise SkipTest(f"The platform does not start with it: {faults[0]}")
        faults = list(check(examination))
    assert not faults, "\n".join([f"{len(faults)} faults:", *faults[:MOST_SHOWN]])


def _start(examination: Examination) -> list[str]:
    """Why the platform does not start with the plugin; checked once on each engine."""
    known, key = examination.prepared.not_started, (type(examination.subject), examination.engine)
    if key not in known:
        known[key] = list(declarations.starts(examination))
    return known[key]
