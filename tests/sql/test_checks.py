"""A check finds what a wrong template would leave behind: a row that is missing, doubled in size, or from nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.sql.test_templates import FOLDER, bad_rows, email_of, play

CASES = {
    "deposit_history": ("credited_when_complete", "transfers", "amount"),
    "withdraw_history": ("amount_and_fee_leave_at_apply_time", "transfers", "amount"),
    "sub_transfer_history": ("sent_by_the_main_goes_out", "transfers", "amount"),
    "universal_transfer": ("out_of_spot", "transfers", "amount"),
    "sub_user_history": ("type_1_comes_in", "transfers", "amount"),
    "wallet_transfer": ("main_to_other_goes_out", "transfers", "amount"),
    "trades": ("a_sell_receives_quote_and_gives_base", "trades", "amount"),
    "allocations": ("a_sell_receives_quote_and_gives_base", "trades", "amount"),
    "convert_history": ("success_is_booked_with_every_digit_of_its_id", "trades", "amount"),
    "dust_log": ("each_asset_is_booked_net_of_the_charge", "trades", "amount"),
    "asset_dividend": ("direction_minus_one_takes_back", "transfers", "amount"),
    "flexible_subscription": ("spot_pays_and_holds_the_share", "transfers", "amount"),
    "flexible_redemption": ("the_share_goes_and_the_asset_comes_to_spot", "transfers", "amount"),
    "flexible_rewards": ("bonus_and_rewards_are_paid_out", "transfers", "amount"),
    "bfusd_subscription": ("both_assets_move_at_once", "trades", "amount"),
    "rwusd_subscription": ("both_assets_move_at_once", "trades", "amount"),
    "eth_staking": ("both_assets_move_at_once", "trades", "amount"),
    "sol_staking": ("both_assets_move_at_once", "trades", "amount"),
    "wbeth_wrap": ("both_assets_move_at_once", "trades", "amount"),
    "wbeth_unwrap": ("both_assets_move_at_once", "trades", "amount"),
    "bfusd_redemption": ("given_now_and_received_when_it_arrives", "transfers", "amount"),
    "rwusd_redemption": ("given_now_and_received_when_it_arrives", "transfers", "amount"),
    "eth_redemption": ("given_now_and_received_when_it_arrives", "transfers", "amount"),
    "sol_redemption": ("given_now_and_received_when_it_arrives", "transfers", "amount"),
    "bfusd_rewards": ("a_reward_comes_in", "transfers", "amount"),
    "rwusd_rewards": ("a_reward_comes_in", "transfers", "amount"),
    "soft_staking_rewards": ("a_reward_comes_in", "transfers", "amount"),
    "onchain_rewards": ("a_reward_comes_in", "transfers", "amount"),
    "mining_earnings": ("a_reward_comes_in", "transfers", "amount"),
    "locked_subscription": ("spot_pays_and_shows_no_share", "transfers", "amount"),
    "onchain_subscription": ("spot_pays_and_shows_no_share", "transfers", "amount"),
    "locked_redemption": ("what_is_left_comes_on_the_delivery_date", "transfers", "amount"),
    "onchain_redemption": ("what_is_left_comes_on_the_delivery_date", "transfers", "amount"),
    "locked_rewards": ("rewards_come_in", "transfers", "amount"),
    "sol_boost_rewards": ("a_time_in_seconds_is_read", "transfers", "amount"),
    "fiat_orders": ("a_withdrawal_takes_amount_and_fee", "transfers", "amount"),
    "fiat_payments": ("a_sale_takes_the_crypto_and_brings_the_fiat", "transfers", "amount"),
    "pay_transactions": ("only_the_part_of_the_spot_wallet_counts", "transfers", "amount"),
    "rebates": ("rebates_and_kickbacks_come_in", "transfers", "amount"),
    "loan_borrow": ("what_it_moves_and_when", "transfers", "amount"),
    "loan_repay": ("what_it_moves_and_when", "transfers", "amount"),
    "loan_ltv_adjustment": ("what_it_moves_and_when", "transfers", "amount"),
    "loan_liquidation": ("what_it_moves_and_when", "transfers", "amount"),
    "liquidation_loan_repay": ("it_is_paid_from_spot", "transfers", "amount"),
    "dual_investment": ("a_settlement_comes_in_as_a_fact_of_its_own", "transfers", "amount"),
    "margin_transfer": ("to_and_from_isolated_margin", "transfers", "amount"),
    "pm_loan_repay": ("it_is_paid_from_spot", "transfers", "amount"),
    "cloud_mining": ("a_payment_goes_out", "transfers", "amount"),
    "custody_transfer": ("what_is_delegated_goes_out", "transfers", "amount"),
    "daily_snapshot": ("balance_is_free_plus_locked", "balances", "raw_balance"),
}


def case_of(source: str) -> tuple[Path, str, str]:
    name, table, column = CASES[source]
    return FOLDER / source / name, f"binance_reconciliation_{table}", column


@pytest.mark.parametrize("source", CASES)
def test_one_lost_row_is_found(source: str, engine: Engine, owner_of_shared: Engine) -> None:
    case, table, _ = case_of(source)
    play(engine, case)
    with owner_of_shared.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE pid = (SELECT max(pid) FROM {table})")
    assert len({row[2:] for row in bad_rows(engine, case)}) == 1, "one record, however many pages list it"


@pytest.mark.parametrize("source", CASES)
def test_one_wrong_amount_is_found(source: str, engine: Engine, owner_of_shared: Engine) -> None:
    case, table, column = case_of(source)
    play(engine, case)
    with owner_of_shared.begin() as connection:
        change = f"UPDATE {table} SET {column} = {column} * 2 WHERE pid = (SELECT max(pid) FROM {table})"
        connection.exec_driver_sql(change)
    assert len(bad_rows(engine, case)) == 1


def test_a_snapshot_day_that_is_lost_is_found(engine: Engine, owner_of_shared: Engine) -> None:
    case = FOLDER / "daily_snapshot" / "an_account_without_assets_has_its_day"
    play(engine, case)
    with owner_of_shared.begin() as connection:
        connection.exec_driver_sql("DELETE FROM binance_snapshot_days")
    assert len(bad_rows(engine, case)) == 1


def test_a_balance_the_snapshot_does_not_list_is_found(engine: Engine, owner_of_shared: Engine) -> None:
    case = FOLDER / "daily_snapshot" / "balance_is_free_plus_locked"
    play(engine, case)
    with owner_of_shared.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_reconciliation_balances SET asset = 'OTHER' WHERE asset = 'BTC'")
    assert len(bad_rows(engine, case)) == 2


@pytest.mark.parametrize(
    ("source", "name", "table"),
    [
        ("exchange_info", "pairs_are_kept", "binance_exchange_info"),
        ("klines", "closes_of_ended_days", "binance_daily_prices"),
    ],
)
def test_a_lost_public_record_is_found(
    source: str, name: str, table: str, engine: Engine, owner_of_shared: Engine
) -> None:
    case = FOLDER / source / name
    assert email_of(case) == ""
    play(engine, case)
    with owner_of_shared.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE ctid = (SELECT max(ctid) FROM {table})")
    assert len(bad_rows(engine, case)) == 1
