"""Planted defects of making rows: halves of readings, what contradicts a proof, what is told twice or not any more.

Each row: name, scene, then where, old and new for each changed place.
"""

_DEPOSITS = "sources/deposit_history/book.sql"
_SUB = "sources/sub_user_history/book.sql"
_SNAPSHOT = "sources/daily_snapshot/book.sql"
_STATE = "reconcile/day_state.sql"
_TWINS, _TWICE = "sources/*/book.sql", "sources/wallet_transfer/book.sql"
"""What is included is changed where it is included."""
_WHOLE = "begun.status <> 'complete'\n      )\n      AND NOT EXISTS"
_TOLD = "leg.standing = 'counts' AND other.standing = 'counts' THEN 'told_elsewhere'"
_VANISHED = """WHERE NOT EXISTS (
        SELECT FROM told
        WHERE told.external_id = held.external_id AND told.leg = held.leg AND told.moves = held.measure
    )"""

CANONICAL: tuple[tuple[str, ...], ...] = (
    # half readings
    (
        "a reading under way is read as if it were whole",
        "half a list",
        _DEPOSITS,
        _WHOLE,
        "false)\n      AND NOT EXISTS",
    ),
    (
        "pages of a reading under way unprove the day",
        "half a list",
        _STATE,
        "AND coalesce(reading.status, 'complete') = 'complete'",
        "",
    ),
    (
        "what another run has read is not made rows of before the day is judged",
        "lists that change",
        "binrecon.services.day_reconciliation:reconcile_day",
        "run_pending(engine, account_day.email)",
        "pass",
    ),
    # what is not listed any more
    ("a record that is not listed any more keeps its effect", "lists that change", _DEPOSITS, _VANISHED, "WHERE false"),
    (
        "what is not listed any more is withdrawn without a doubt",
        "lists that change",
        _DEPOSITS,
        "WHERE counted",
        "WHERE false",
    ),
    (
        "what lies outside of the window is missed",
        "lists that change",
        _DEPOSITS,
        "least(held.datetime, held.listed_at) >= listing.window_start"
        " AND greatest(held.datetime, held.listed_at) < listing.window_end",
        "true",
        _DEPOSITS,
        "AND held.datetime >= listing.window_start AND held.datetime < listing.window_end",
        "",
    ),
    (
        "a rebate that was taken back keeps its effect",
        "rewards alike",
        "sources/rebates/book.sql",
        _VANISHED,
        "WHERE false",
    ),
    # what contradicts
    (
        "an amount that changes after success is taken",
        "lists that change",
        _DEPOSITS,
        "(held.asset, held.amount) <> (leg.asset, leg.amount)",
        "false",
    ),
    (
        "a contradiction is not named",
        "lists that change",
        _DEPOSITS,
        "FROM told WHERE contradicts\n)",
        "FROM told WHERE false\n)",
    ),
    (
        "other balances of a final day are taken",
        "lists that change",
        _SNAPSHOT,
        "WHERE coalesce(said.raw_balance, 0) <> coalesce(kept.raw_balance, 0)",
        "WHERE false",
    ),
    (
        "an empty snapshot beside a total is taken",
        "lists that change",
        _SNAPSHOT,
        "WHEN coalesce(held, 0) = 0 AND",
        "WHEN false AND",
        _SNAPSHOT,
        "WHERE coalesce(said.raw_balance, 0) <> coalesce(kept.raw_balance, 0)",
        "WHERE false",
    ),
    # told twice
    (
        "a move that two lists tell under one id counts twice",
        "lists that change",
        _SUB,
        _TOLD,
        _TOLD.replace("'told_elsewhere'", "'counts'"),
        _TWICE,
        "ELSE 'told_elsewhere' END",
        "ELSE 'counts' END",
    ),
    ("a move that two lists tell counts nowhere", "lists that change", _TWICE, "AND own.standing = 'counts'", ""),
    (
        "equal records of a list without ids count once",
        "rewards alike",
        "sources/bfusd_rewards/book.sql",
        "CASE WHEN nth > 1 THEN ':' || nth ELSE '' END",
        "''",
    ),
    (
        "a dividend of something else stands for a reward",
        "rewards alike",
        _TWINS,
        "THEN 'neither'",
        "THEN 'flexible_rewards'",
    ),
    (
        "a dividend of one product stands for a reward of another",
        "rewards alike",
        _TWINS,
        "WHEN source <> 'asset_dividend' THEN source",
        "WHEN source <> 'asset_dividend' THEN 'any'",
        _TWINS,
        "THEN 'flexible_rewards'",
        "THEN 'any'",
    ),
)
