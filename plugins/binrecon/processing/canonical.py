"""Runs the canonical templates outside Airflow, as Airflow's SQL operator runs them: a template is one transaction.

Rests on decision 56.
"""

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
    "rebates": "canonical/transfers_rebates.sql",
    "flexible_subscription": "canonical/transfers_flexible_subscription.sql",
    "flexible_redemption": "canonical/transfers_flexible_redemption.sql",
    "flexible_rewards": "canonical/transfers_flexible_rewards.sql",
    "locked_subscription": "canonical/transfers_locked_subscription.sql",
    "locked_redemption": "canonical/transfers_locked_redemption.sql",
    "locked_rewards": "canonical/transfers_locked_rewards.sql",
    "bfusd_subscription": "canonical/trades_bfusd_subscription.sql",
    "bfusd_redemption": "canonical/transfers_bfusd_redemption.sql",
    "bfusd_rewards": "canonical/transfers_bfusd_rewards.sql",
    "rwusd_subscription": "canonical/trades_rwusd_subscription.sql",
    "rwusd_redemption": "canonical/transfers_rwusd_redemption.sql",
    "rwusd_rewards": "canonical/transfers_rwusd_rewards.sql",
    "fiat_orders": "canonical/transfers_fiat_orders.sql",
    "fiat_payments": "canonical/transfers_fiat_payments.sql",
    "pay_transactions": "canonical/transfers_pay_transactions.sql",
    "eth_staking": "canonical/trades_eth_staking.sql",
    "eth_redemption": "canonical/transfers_eth_redemption.sql",
    "wbeth_wrap": "canonical/trades_wbeth_wrap.sql",
    "wbeth_unwrap": "canonical/trades_wbeth_unwrap.sql",
    "sol_staking": "canonical/trades_sol_staking.sql",
    "sol_redemption": "canonical/transfers_sol_redemption.sql",
    "sol_boost_rewards": "canonical/transfers_sol_boost_rewards.sql",
    "soft_staking_rewards": "canonical/transfers_soft_staking_rewards.sql",
    "onchain_subscription": "canonical/transfers_onchain_subscription.sql",
    "onchain_redemption": "canonical/transfers_onchain_redemption.sql",
    "onchain_rewards": "canonical/transfers_onchain_rewards.sql",
    "loan_borrow": "canonical/transfers_loan_borrow.sql",
    "loan_repay": "canonical/transfers_loan_repay.sql",
    "loan_ltv_adjustment": "canonical/transfers_loan_ltv_adjustment.sql",
    "loan_liquidation": "canonical/transfers_loan_liquidation.sql",
    "liquidation_loan_repay": "canonical/transfers_liquidation_loan_repay.sql",
    "pm_loan_repay": "canonical/transfers_pm_loan_repay.sql",
    "margin_transfer": "canonical/transfers_margin_transfer.sql",
    "dual_investment": "canonical/transfers_dual_investment.sql",
    "cloud_mining": "canonical/transfers_cloud_mining.sql",
    "allocations": "canonical/trades_allocations.sql",
    "mining_earnings": "canonical/transfers_mining_earnings.sql",
    "custody_transfer": "canonical/transfers_custody_transfer.sql",
}
"""Endpoint -> template, in an order in which each finds what it needs: pairs before the trades in them."""

PUBLIC = ("exchange_info", "klines")
_ENDPOINTS = {template: endpoint for endpoint, template in TEMPLATES.items()}
_UNREAD = "SELECT count(*) FROM binance_pages_pending WHERE email = %(email)s AND endpoint = %(endpoint)s"


def run(engine: Engine, email: str, endpoints: Iterable[str] = TEMPLATES) -> None:
    """Read every pending page of the account (and, for public endpoints, of all accounts) into canonical rows.

    Raises what the driver raises; a template that failed has changed nothing, those before it stay.
    """
    for endpoint in endpoints:
        run_template(engine, TEMPLATES[endpoint], "" if endpoint in PUBLIC else email)


def run_pending(engine: Engine, email: str) -> None:
    """Read what complete readings of the account, and of the public lists, have left unread; costs one query where that is
    nothing. Raises as `run`."""
    with engine.connect() as connection:
        found = set(connection.exec_driver_sql(sql_text("reconcile/unread_endpoints.sql"), {"email": email}).scalars())
    run(engine, email, [endpoint for endpoint in TEMPLATES if endpoint in found])


def run_template(engine: Engine, template: str, email: str) -> None:
    """Run one file of include/sql, a transaction each time, until it finds nothing to read: of readings that overlap it
    reads one at a time."""
    named = {"email": email, "endpoint": _ENDPOINTS[template]}
    left, before = _run_once(engine, template, named)
    while 0 < left < before:
        left, before = _run_once(engine, template, named)


def _run_once(engine: Engine, template: str, named: dict[str, str]) -> tuple[int, int]:
    """How many pages are unread after the template ran, and before."""
    with engine.begin() as connection:
        before = connection.exec_driver_sql(_UNREAD, named).scalar_one()
        for statement in statements_of(template):
            connection.exec_driver_sql(statement, named)
        return connection.exec_driver_sql(_UNREAD, named).scalar_one(), before


@lru_cache(maxsize=None)
def statements_of(template: str) -> tuple[str, ...]:
    """The statements of a file, cut as Airflow's hook cuts them."""
    return tuple(sqlparse.split(sql_text(template)))
