"""Copies of tasks as their names tell them: which reads a list, and where its log is."""

import pytest
from binrecon.web.runs import TaskCopy


@pytest.mark.parametrize(
    ("copy", "endpoint", "key", "reads"),
    [
        (TaskCopy("collect.deposit_history", -1, "", "success"), "deposit_history", "", True),
        (TaskCopy("collect.deposit_history", -1, "", "success"), "withdraw_history", "", False),
        (TaskCopy("collect_trades", 3, "BTCUSDT", "failed"), "trades", "BTCUSDT", True),
        (TaskCopy("collect_trades", 4, "ETHUSDT", "failed"), "trades", "BTCUSDT", False),
        (TaskCopy("collect.sub_transfer_history", 0, "from", "success"), "sub_transfer_history", "to", False),
        (
            TaskCopy("collect_wallets.fapi_ip", 0, "FUTURES futures_income", "success"),
            "futures_income",
            "",
            True,
        ),
        (TaskCopy("canonicalize.deposit_history", -1, "", "success"), "deposit_history", "", False),
        (TaskCopy("reconcile", -1, "", "success"), "trades", "BTCUSDT", False),
    ],
)
def test_a_copy_reads_the_list_that_its_name_says(copy: TaskCopy, endpoint: str, key: str, reads: bool) -> None:
    assert copy.reads(endpoint, key) is reads


def test_the_log_of_a_mapped_copy_is_below_its_task() -> None:
    assert TaskCopy("collect_trades", 3, "BTCUSDT", "failed").path == "/tasks/collect_trades/mapped/3"
    assert TaskCopy("open_day", -1, "", "failed").path == "/tasks/open_day"
