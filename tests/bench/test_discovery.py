"""The discovery bench in a small market: its account trades what it says, and its figures hold there too."""

from tests.bench import discovery
from tests.worlds.wide_market import EMAIL


def test_six_pairs_are_traded_on_every_day_by_an_account_with_sixty_assets() -> None:
    market, traded = discovery.made(400)
    assert len(market.world.symbols) == 400
    assert len(market.world.opening[EMAIL, "SPOT"]) == 60
    fills = {(event.time // 86_400_000, event.symbol) for event in market.world.events}
    assert len(fills) == 6 * len(traded) == 180
