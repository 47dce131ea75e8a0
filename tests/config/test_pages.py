"""Addresses of pages, and the names of accounts in them."""

from datetime import date

from binrecon.config.pages import day_path, slug_of


def test_an_e_mail_becomes_one_part_of_a_path() -> None:
    assert slug_of("Alpha+Arb@Fund.example") == "alpha_arb_fund_example"


def test_a_link_leads_into_airflow_s_own_frame() -> None:
    address = day_path("main@fund.example", date(2026, 11, 19), "COIN_M_FUTURES")
    assert address == "/plugin/proof/binrecon/day/main_fund_example/2026-11-19?wallet=COIN_M_FUTURES"
