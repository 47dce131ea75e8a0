"""Runs the canonical templates outside Airflow, as Airflow's SQL operator runs them: a template is one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import sqlparse
from sqlalchemy import Engine

from binrecon.storage.sql_text import sql_text

TEMPLATES: dict[str, str] = {
    "exchange_info": "canonical/exchange_info_exchange_info.sql",
    "klines": "canonical/daily_prices_klines.sql",
    "daily_snapshot": "canonical/balances_daily_snapshot.sql",
    "deposit_history": "canonical/transfers_deposit_history.sql",
    "withdraw_history": "canonical/transfers_withdraw_history.sql",
    "sub_transfer_history": "canonical/transfers_sub_transfer_history.sql",
    "universal_transfer": "canonical/transfers_universal_transfer.sql",
    "sub_user_history": "canonical/transfers_sub_user_history.sql",
    "wallet_transfer": "canonical/transfers_wallet_transfer.sql",
    "trades": "canonical/trades_trades.sql",
    "convert_history": "canonical/trades_convert_history.sql",
    "dust_log": "canonical/trades_dust_log.sql",
    "asset_dividend": "canonical/transfers_asset_dividend.sql",
    "flexible_subscription": "canonical/transfers_flexible_subscription.sql",
    "flexible_redemption": "canonical/transfers_flexible_redemption.sql",
    "flexible_rewards": "canonical/transfers_flexible_rewards.sql",
}
"""Endpoint -> template, in an order in which each finds what it needs: pairs before the trades in them."""

PRODUCTS = "canonical/products.sql"
"""The templates of all products in one file, for one task."""

PUBLIC = ("exchange_info", "klines")


def run(engine: Engine, email: str, endpoints: Iterable[str] = TEMPLATES) -> None:
    """Read every pending page of the account (and, for public endpoints, of all accounts) into canonical rows.

    Raises what the driver raises; a template that failed has changed nothing, those before it stay.
    """
    for endpoint in endpoints:
        run_template(engine, TEMPLATES[endpoint], "" if endpoint in PUBLIC else email)


def run_template(engine: Engine, template: str, email: str) -> None:
    """Run one file of include/sql in one transaction."""
    with engine.begin() as connection:
        for statement in statements_of(template):
            connection.exec_driver_sql(statement, {"email": email})


@lru_cache(maxsize=None)
def statements_of(template: str) -> tuple[str, ...]:
    """The statements of a file, cut as Airflow's hook cuts them."""
    return tuple(sqlparse.split(sql_text(template)))
