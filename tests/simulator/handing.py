"""Hands out keys wrongly, as people do: the key that stands in an account's connection is another account's."""

from dataclasses import replace

from .exchange import Exchange
from .keys import Key, make_key


def hand_out(exchange: Exchange, email: str, of: str) -> Key:
    """From now on a new key of the account `of` stands in the connection of `email`; with its own account a
    rotation."""
    key = exchange.add_key(make_key(f"of {of} for {email}, {len(exchange.keys)}", of))
    exchange.handed[email] = key
    if email != of:
        exchange.lent.append(key)
    return key


def exchange_keys(exchange: Exchange, one: str, other: str) -> None:
    """From now on each of the two connections holds the other account's key."""
    exchange.handed[one], exchange.handed[other] = exchange.key_of(other), exchange.key_of(one)


def put_right(exchange: Exchange, *emails: str) -> None:
    """From now on each of these connections holds its own account's key again."""
    for email in emails:
        del exchange.handed[email]


def replace_account(exchange: Exchange, email: str, number: int) -> None:
    """The account was closed and another one, of this number, has its e-mail now, with a new key in the connection."""
    accounts = exchange.world.accounts
    accounts[email] = replace(accounts[email], user_id=number)
    hand_out(exchange, email, of=email)
