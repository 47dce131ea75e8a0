"""What a probe asks, within which weight, and that nothing that fails ends it."""

from collections import Counter
from dataclasses import replace

import pytest
from binrecon.domain.calls import Call, Grant
from binrecon.domain.intervals import from_ms
from binrecon.domain.limits import Limiter
from binrecon.domain.meanings import Meaning
from binrecon.exchange.channel import ATTEMPTS
from binrecon.probing import looks
from binrecon.probing.asking import announced, look_at
from binrecon.probing.budget import SHARE, ProbeBudget
from binrecon.probing.lists import ProbedList
from binrecon.probing.question import Look, Looked
from binrecon.probing.questions.catalogue import QUESTIONS, every_look, looks_of
from binrecon.probing.windows import ago, up_to_now, whole_days
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.endpoint import Caller, Host
from binrecon.sources.record_fields import described_fields

from tests.exchange_client import NoLimits, Waits, client_of
from tests.probing.stand import MAIN, NOON, NOW, exchange_of, income, small_life, trading
from tests.simulator import Exchange, Symbol, units
from tests.simulator.random_futures import crowded_second


def probed(exchange: Exchange, asked: tuple[Look, ...], email: str = MAIN) -> tuple[Looked, NoLimits]:
    limits = NoLimits()
    return look_at(client_of(exchange, email, limits), asked, lambda name: None), limits


def test_every_list_of_the_catalogue_is_looked_at() -> None:
    assert {look.endpoint.name for look in every_look()} >= set(CATALOGUE)


def test_every_look_has_a_name_of_its_own() -> None:
    names = Counter(look.name for look in every_look())
    assert [name for name, count in names.items() if count > 1] == []


def test_what_follows_from_another_look_comes_after_it() -> None:
    """Each look is handed those before it alone: with an empty answer of each, none may miss one."""
    exchange, _ = probed(exchange_of(small_life()), every_look())
    assert set(exchange) == {look.name for look in every_look()}


def test_every_list_of_the_probes_own_reads_alone() -> None:
    own = [look.endpoint for look in every_look() if isinstance(look.endpoint, ProbedList)]
    assert {endpoint.caller for endpoint in own} == {Caller.ANY}
    for endpoint in own:
        prefix = "/sapi/" if endpoint.host is Host.API else f"/{endpoint.host}/"
        assert endpoint.path.startswith(prefix), endpoint.name
        assert not endpoint.known_fields or described_fields(endpoint.known_fields)


def test_a_list_leaves_the_probes_own_when_its_description_comes() -> None:
    described = {(endpoint.path, key) for endpoint in CATALOGUE.values() for key in endpoint.keys}
    own = {(look.endpoint.path, look.key) for look in every_look() if isinstance(look.endpoint, ProbedList)}
    assert own and own & described == set()


class Counted(ProbeBudget):
    """Remembers what was granted."""

    def __init__(self, exchange: Exchange, asked: tuple[Look, ...], waits: Waits) -> None:
        super().__init__(announced(asked), lambda: from_ms(exchange.clock.now()), waits)
        self.spent: Counter[Limiter] = Counter()

    def acquire(self, call: Call) -> Grant:
        grant = super().acquire(call)
        self.spent[call.limiter] += call.weight
        return grant


def whole_probe(exchange: Exchange) -> tuple[Looked, Counter[Limiter]]:
    waits = Waits(exchange)
    limits = Counted(exchange, every_look(), waits)
    client = client_of(exchange, MAIN, limits, sleep=waits)
    return look_at(client, every_look(), lambda name: None), limits.spent


def test_a_whole_probe_stays_within_what_was_announced() -> None:
    exchange = exchange_of(trading())
    looked, spent = whole_probe(exchange)
    weights = announced(every_look())
    assert all(spent[limiter] <= weights[limiter] * ATTEMPTS for limiter in spent)
    limited = [name for name, found in looked.items() if found.refused and found.refused.meaning is Meaning.LIMIT]
    assert limited == []


def test_no_minute_holds_more_than_the_share() -> None:
    exchange = exchange_of(trading())
    whole_probe(exchange)
    peaks = exchange.log.peaks()
    snapshots = [peak for (bucket, _), peak in peaks.items() if "accountSnapshot" in bucket]
    assert snapshots and max(snapshots) <= Limiter.SAPI_IP.value.budget(SHARE)
    assert max(peaks.values()) <= max(limiter.value.budget(SHARE) for limiter in Limiter)


def test_only_gets_are_sent() -> None:
    exchange = exchange_of(trading())
    whole_probe(exchange)
    assert Counter(entry.method for entry in exchange.log).keys() == {"GET"}


@pytest.mark.parametrize(("answer", "meaning"), [("key", Meaning.KEY), ("unknown code", Meaning.UNKNOWN)])
def test_a_list_that_is_refused_does_not_end_the_others(answer: str, meaning: Meaning) -> None:
    exchange = exchange_of(trading())
    exchange.refusals.put(answer, "/fapi/v1/income")
    looked, _ = probed(exchange, looks_of(QUESTIONS))
    refused = looked["um_income"].refused
    assert refused is not None and refused.meaning is meaning and refused.code is not None
    assert looked["futures_snapshot"].answered and looked["um_balance"].answered
    assert not looked["um_trades"].asked


def test_an_answer_of_another_shape_is_told_and_ends_nothing() -> None:
    exchange = exchange_of(trading())
    odd = replace(looks.UM_ACCOUNT, endpoint=replace(looks.UM_ACCOUNT.endpoint, records="elsewhere"))
    looked, _ = probed(exchange, (odd, looks.UM_BALANCE))
    refused = looked["um_account"].refused
    assert refused is not None and (refused.meaning, refused.reason) == (
        Meaning.BROKEN,
        "broken answer: a list was due",
    )
    assert looked["um_balance"].answered


def test_a_host_that_gives_no_answer_is_not_waited_for_again() -> None:
    exchange = exchange_of(trading())
    exchange.add_fault("reset", "/fapi/v3/balance", times=99)
    looked, limits = probed(exchange, (looks.UM_BALANCE, looks.UM_ACCOUNT, looks.RIGHTS))
    refused = looked["um_account"].refused
    assert refused is not None and refused.meaning is Meaning.NO_ANSWER
    assert looked["api_restrictions"].answered
    assert "um_account" not in {call.endpoint for call in limits.calls}


def test_a_list_that_breaks_every_time_is_not_asked_again() -> None:
    exchange = exchange_of(trading())
    exchange.add_fault("5xx", "/fapi/v3/balance", times=None)
    again = replace(looks.UM_BALANCE, name="again")
    looked, limits = probed(exchange, (looks.UM_BALANCE, again, looks.UM_ACCOUNT))
    assert looked["um_balance"].refused is not None and looked["um_balance"].refused.meaning is Meaning.BUSY
    assert looked["again"].refused == looked["um_balance"].refused
    assert looked["um_account"].answered
    assert [call.endpoint for call in limits.calls].count("um_balance") == ATTEMPTS


def test_lists_that_want_an_email_are_not_asked_without_one() -> None:
    universal = looks.once(CATALOGUE["universal_transfer"])
    exchange = exchange_of(small_life())
    client = client_of(exchange, MAIN)
    client.email = ""
    refused = look_at(client, (universal,), lambda name: None)["universal_transfer"].refused
    assert refused is not None and refused.meaning is Meaning.EMAIL
    assert probed(exchange, (universal,))[0]["universal_transfer"].answered


def test_rows_of_pages_that_go_on_by_time_come_once() -> None:
    world = small_life()
    crowded_second(world, MAIN, NOON, 700)
    for number in range(700):
        world.add(income("FUNDING_FEE", NOON + 60_000 + number // 2 * 1000, number=number, symbol="BTCUSDT"))
    found = probed(exchange_of(world), (looks.INCOME,))[0]["um_income"]
    assert found.whole and len(found.rows) == 1400
    assert len({repr(sorted(row.items())) for row in found.rows}) == 1400


def test_a_list_that_is_longer_than_the_probe_reads_is_not_whole() -> None:
    world = small_life()
    for number in range(2500):
        world.add(income("FUNDING_FEE", NOON + number * 1000, number=number, symbol="BTCUSDT"))
    short = replace(looks.INCOME, pages=2)
    found, limits = probed(exchange_of(world), (short,))
    assert not found["um_income"].whole
    assert [call.endpoint for call in limits.calls].count("um_income") == 2


def test_a_second_that_is_fuller_than_a_page_is_not_whole() -> None:
    world = small_life()
    crowded_second(world, MAIN, NOON, 1200)
    assert not probed(exchange_of(world), (looks.INCOME,))[0]["um_income"].whole


def test_a_pair_that_everybody_may_ask_for_stands_for_lists_by_pair() -> None:
    world = small_life()
    world.add_symbol(Symbol("BTCUSDT", "BTC", "USDT", units("60000")))
    looked, _ = probed(exchange_of(world), (looks.once(CATALOGUE["trades"]), looks.once(CATALOGUE["klines"])))
    assert looked["trades"].answered and looked["klines"].answered


def test_a_window_is_made_of_the_exchanges_time() -> None:
    now = from_ms(NOW)
    assert up_to_now(looks.INCOME.endpoint.max_span)(now).end == now
    days = whole_days(7)(now)
    assert (days.end.hour, days.span.days, days.end <= now) == (0, 7, True)
    old = ago(100, looks.INCOME.endpoint.max_span)(now)
    assert (now - old.end).days == 100 and old.span == looks.INCOME.endpoint.max_span
