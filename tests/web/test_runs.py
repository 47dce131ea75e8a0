"""Copies of tasks as their names tell them: which reads a list, and where its log is."""

import pytest
from binrecon.web.runs import TaskCopy, readers_of


@pytest.mark.parametrize(
    ("copy", "endpoint", "key", "reads"),
    [
        (TaskCopy("collect.deposit_history", -1, "", "success"), "deposit_history", "", True),
        (TaskCopy("collect.deposit_history", -1, "", "success"), "withdraw_history", "", False),
        (TaskCopy("collect_trades", 3, "BTCUSDT", "failed"), "trades", "BTCUSDT", True),
        (TaskCopy("collect_trades", 4, "ETHUSDT", "failed"), "trades", "BTCUSDT", False),
        (TaskCopy("collect.sub_transfer_history", -1, "", "success"), "sub_transfer_history", "to", True),
        (TaskCopy("collect.products", 0, "dust_log, rebates", "success"), "rebates", "", True),
        (TaskCopy("collect.products", 1, "mining_earnings", "success"), "rebates", "", False),
        (
            TaskCopy("collect.wallets_fapi_ip", 0, "FUTURES futures_income", "success"),
            "futures_income",
            "",
            True,
        ),
        (TaskCopy("canonicalize", -1, "", "success"), "deposit_history", "", False),
        (TaskCopy("reconcile", -1, "", "success"), "trades", "BTCUSDT", False),
    ],
)
def test_a_copy_reads_the_list_that_its_name_says(copy: TaskCopy, endpoint: str, key: str, reads: bool) -> None:
    assert copy.reads(endpoint, key) is reads


def test_the_log_of_a_mapped_copy_is_below_its_task() -> None:
    assert TaskCopy("collect_trades", 3, "BTCUSDT", "failed").path == "/tasks/collect_trades/mapped/3"
    assert TaskCopy("open_day", -1, "", "failed").path == "/tasks/open_day"


def test_what_no_copy_is_named_after_was_read_by_the_search() -> None:
    pair, searched = TaskCopy("collect_trades", 0, "BTCUSDT", "success"), TaskCopy("search", -1, "", "success")
    assert readers_of([pair, searched], "trades", "BTCUSDT") == [pair]
    assert readers_of([pair, searched], "trades", "ETHUSDT") == [searched]
    assert readers_of([pair], "trades", "ETHUSDT") == []
