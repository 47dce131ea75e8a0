"""Planted defects of isolated margin: whose pair a row is, what two pairs hold of one coin, and what a reading of ours says.

Each row: name, scene (test_isolated_teeth.SCENES), then where, old and new for each changed place.
"""

_BORROW, _INTEREST = "sources/isolated_borrow/book.sql", "sources/isolated_interest/book.sql"
_FILLS, _FLOW = "sources/isolated_trades/book.sql", "sources/isolated_capital_flow/book.sql"
_MOVES, _MOVES_CHECK = "sources/isolated_transfer/book.sql", "sources/isolated_transfer/check.sql"
_READING, _HOLDINGS = "sources/isolated_reading/book.sql", "0007/10_holdings.sql"
_PAIRS = "reconcile/find_matches.sql"
_GAPS = "reconcile/coverage_gaps.sql"
_OTHER_PAIR = "WHEN record ->> 'isolatedSymbol' IS DISTINCT FROM key THEN"
_LOAN_HELD = "'BORROW' = 'BORROW',\n         '', moment, true,\n         'balance')"

ISOLATED: tuple[tuple[str, ...], ...] = (
    ("the pair is dropped from what is held", "all lists", _HOLDINGS,
     "binrecon_name(pair) || ':' || binrecon_name(coin)", "'BTCUSDT:' || binrecon_name(coin)"),
    ("the pair is dropped from the id of a loan", "one id of two pairs", _BORROW, "|| ':' || key AS family", "AS family",
     _BORROW, "|| ':' || key AS external_id", "AS external_id"),
    ("a loan of another pair is booked", "a loan of another pair", _BORROW, _OTHER_PAIR, "WHEN false THEN"),
    ("a loan of cross margin is booked", "a loan of cross margin", _BORROW, _OTHER_PAIR, "WHEN false THEN"),
    ("interest of another pair is booked", "interest of another pair", _INTEREST, _OTHER_PAIR, "WHEN false THEN"),
    ("a fill of cross margin is booked", "a fill of cross margin", _FILLS,
     """WHEN "isIsolated" IS DISTINCT FROM 'true' THEN""", "WHEN false THEN"),
    ("a loan is added twice", "all lists", _BORROW, _LOAN_HELD, _LOAN_HELD.replace("'', moment", "':x', moment").replace("'balance'", "'loan'")),
    ("a fill moves coins of SPOT's name", "all lists", _FILLS,
     "binrecon_holding(raw.symbol, info.base_asset)", "info.base_asset"),
    ("a move between two pairs is told by one of them", "all lists", _MOVES,
     "DISTINCT ON (external_id, key)", "DISTINCT ON (external_id)"),
    ("a move between two pairs is booked in both of each", "all lists", _MOVES,
     "coalesce(record ->> 'toSymbol', key) = key", "true"),
    ("a move of another pair is booked", "a move of another pair", _MOVES,
     "WHEN status <> 'FAILED' AND (", "WHEN false AND ("),
    ("the list without a pair is booked too", "all lists", _MOVES, "WHERE key <> ''", "WHERE true"),
    ("what only the list without a pair tells is forgotten", "a move that no pair tells", _MOVES_CHECK, "key = '' OR", "false OR"),
    ("a pair that only moves name is not asked", "a pair that came and went", "reconcile/isolated_pairs.sql",
     "UNION SELECT pair FROM moved", ""),
    ("the quote coin of a pair is not read", "all lists", _READING, ", (record -> 'quoteAsset')", ""),
    ("a reading need not add up", "a reading that does not add up", _READING, "WHEN net IS DISTINCT FROM", "WHEN false AND net IS DISTINCT FROM"),
    ("what is borrowed is not held", "all lists", _READING,
     "binrecon_exact(item ->> 'free') + binrecon_exact(item ->> 'locked') AS raw_balance",
     "binrecon_exact(item ->> 'free') + binrecon_exact(item ->> 'locked') - binrecon_exact(item ->> 'borrowed') AS raw_balance"),
    ("what a pair's ledger tells again counts again", "all lists", _FLOW, "ELSE 'told_elsewhere' END AS standing",
     "ELSE 'counts' END AS standing"),
    ("a list of one pair leaves every pair unproved", "a list of one pair is missing", _GAPS,
     "ARRAY[binrecon_holding(info.symbol, info.base_asset), binrecon_holding(info.symbol, info.quote_asset)]", "NULL"),
    ("a list of one pair leaves none unproved", "a list of one pair is missing", _GAPS,
     "ARRAY[binrecon_holding(info.symbol, info.base_asset), binrecon_holding(info.symbol, info.quote_asset)]",
     "ARRAY[info.base_asset, info.quote_asset]"),
    ("what a reading lacks is taken for what a snapshot holds", "a midnight that readings lack",
     "binrecon.domain.midnights:Midnights.shifted", "if self.read_by_us", "if False"),
    ("ends are matched by holding and not by coin", "a move from SPOT", "reconcile/changed_ends.sql",
     "binrecon_coin(leg.wallet, leg.asset) AS asset", "leg.asset AS asset"),
    ("two pairs are one place", "all lists", _PAIRS,
     ".other_pair IN ('', received.pair)", ".other_pair IN ('', 'BTCUSDT')", _PAIRS,
     ".other_pair IN ('', sent.pair)", ".other_pair IN ('', 'BTCUSDT')", _PAIRS,
     "(sent.name, sent.wallet, sent.pair) <> (received.name, received.wallet, received.pair)",
     "(sent.name, sent.wallet) <> (received.name, received.wallet)"),
)  # fmt: skip
"""What each changes, and where it must show."""
