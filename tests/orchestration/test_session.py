"""How a window of a list is called in a log."""

from datetime import date

import pytest
from binrecon.domain.intervals import day_interval
from binrecon.orchestration.session import window_label


@pytest.mark.parametrize(
    ("endpoint", "key", "part", "label"),
    [
        ("universal_transfer", "from", 0, "sent 2026-11-11 … 2026-11-16"),
        ("universal_transfer", "to", 1, "received 2026-11-17 … 2026-11-18"),
        ("sub_user_history", "1", 0, "received 2026-11-11 … 2026-11-18"),
        ("sub_user_history", "2", 0, "sent 2026-11-11 … 2026-11-18"),
        ("wallet_transfer", "MAIN_FUNDING", 0, "MAIN_FUNDING 2026-11-11 … 2026-11-18"),
        ("daily_snapshot", "SPOT", 0, "SPOT 2026-11-18"),
    ],
)
def test_a_window_is_called_by_its_key_and_days(endpoint: str, key: str, part: int, label: str) -> None:
    assert window_label(endpoint, key, day_interval(date(2026, 11, 18)), part) == label
