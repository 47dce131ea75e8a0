"""What Airflow's assets are told of a judgement."""

from binrecon.orchestration.asset_events import alias_of, announce, asset_of

EMAIL, DAY = "main+a@fund.example", "2026-11-19"


class Events:
    def __init__(self) -> None:
        self.added: list[tuple[str, str]] = []

    def add(self, asset: object, extra: dict) -> None:
        self.added.append((asset.name, extra["verdict"]))


def told(**verdicts: str) -> list[tuple[str, str]]:
    events = Events()
    outcomes = {wallet: {"verdict": verdict, "assets": {"proved": 1}} for wallet, verdict in verdicts.items()}
    announce({"outlet_events": {alias_of(EMAIL): events}}, EMAIL, DAY, outcomes)
    return events.added


def test_every_wallet_is_judged_and_only_what_adds_up_is_proved() -> None:
    assert told(SPOT="proved", FUTURES="open", MARGIN="explained", OPTION="unproved") == [
        ("main_a_fund_example SPOT judged", "proved"),
        ("main_a_fund_example SPOT proved", "proved"),
        ("main_a_fund_example FUTURES judged", "open"),
        ("main_a_fund_example MARGIN judged", "explained"),
        ("main_a_fund_example MARGIN proved", "explained"),
        ("main_a_fund_example OPTION judged", "unproved"),
    ]


def test_the_asset_that_others_schedule_on_is_the_one_that_is_told() -> None:
    assert asset_of(EMAIL, "SPOT", "proved").uri == "x-binrecon://main_a_fund_example/SPOT/proved"
