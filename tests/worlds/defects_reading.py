"""Planted defects of asking the exchange and of reading its lists of trades, transfers and snapshots.

Each row: name, scene, then where, old and new for each changed place.
"""

_PAGES = "binrecon.sources.pages"
_ANSWERS = "binrecon.exchange.answers:document_of"
_TRADES = "sources/trades/book.sql"
_DEPOSITS = "sources/deposit_history/book.sql"
_WITHDRAWALS = "sources/withdraw_history/book.sql"
_WALLETS = "sources/wallet_transfer/book.sql"
_UNIVERSAL = "sources/universal_transfer/book.sql"
_SNAPSHOT = "sources/daily_snapshot/book.sql"
_EXACT = "binrecon_exact(record ->> 'amount')"

READING: tuple[tuple[str, ...], ...] = (
    # asking
    ("trades are paged by time + 1", "more fills than one answer", f"{_PAGES}:FromId.following",
     "{self.param: last,", '{"startTime": page.records[-1]["time"] + 1,'),
    ("the page after a full one is not asked", "main alone", f"{_PAGES}:Offset.following",
     "if before is None and not page.records:", "if len(page.records) <= self.limit:"),
    ("the count of pages is rounded down", "main alone", f"{_PAGES}:Numbered.following",
     "if seen.distinct == total:", "if page.request[self.page_param] >= total // self.limit:"),
    ("a list that was cut is taken for whole", "all accounts", f"{_PAGES}:MoreData.following",
     'if page.document["moreData"] or len(page.records) >= self.limit:', "if len(page.records) > self.limit:"),
    ("a window ends a second early", "all accounts", "binrecon.domain.intervals:Interval.last_ms", "- 1", "- 1000"),
    ("429 is taken for an empty page", "429 for ever", _ANSWERS,
     '    broken = ""\n', '    if reply.status == 429:\n        return "[]", []\n    broken = ""\n'),
    ("-1121 is taken for an empty page", "all accounts", _ANSWERS,
     "    if reply.status != 200", '    if refusal and refusal.code == -1121:\n        return "[]", []\n'
     "    if reply.status != 200"),
    ("coverage is complete after an error", "500 for ever", "binrecon.collectors.base:BaseCollector._give_up",
     "self._evidence.fail(coverage_id, str(error), error.meaning)", "self._evidence.complete(coverage_id)"),
    # reading
    ("an amount is cast to a float", "main alone", _DEPOSITS, _EXACT, "(record ->> 'amount')::float8::numeric"),
    ("NaN is let through", "NaN for an amount", _DEPOSITS, _EXACT, f"coalesce({_EXACT}, (record ->> 'amount')::numeric)"),
    ("the sign of what is given is swapped", "main alone", _TRADES, "-CASE WHEN is_buyer", "CASE WHEN is_buyer"),
    ("the key of a fill lacks the account", "all accounts", _TRADES, "ON held.email = %(email)s AND", "ON"),
    ("fills are told apart by id without the pair", "main alone", _TRADES,
     "external_id = lag(external_id)", "split_part(external_id, ':', 2) = split_part(lag(external_id)",
     _TRADES, "OVER evidence, false)", "OVER evidence, ':', 2), false)",
     _TRADES, "ORDER BY external_id,", "ORDER BY split_part(external_id, ':', 3), split_part(external_id, ':', 2), external_id,"),
    ("base and quote come from the length of the name", "main alone", _TRADES,
     "info.base_asset AS base_asset, info.quote_asset AS quote_asset,", "left(raw.symbol, -4) AS base_asset, right(raw.symbol, 4) AS quote_asset,"),
    ("fees are dropped", "main alone", _TRADES, "-commission, CASE", "0, CASE"),
    ("a fee in a third coin is dropped", "main alone", _TRADES,
     "-commission, CASE", "CASE WHEN commission_asset IN (base_asset, quote_asset) THEN -commission ELSE 0 END, CASE"),
    ("a deposit counts when it is seen, not when it is credited", "all accounts", _DEPOSITS,
     "coalesce(record ->> 'completeTime', record ->> 'insertTime')", "record ->> 'insertTime'"),
    ("a pending deposit counts", "all accounts", _DEPOSITS, "WHEN '0' THEN 'pending'", "WHEN '0' THEN 'counts'"),
    ("a deposit to the funding wallet counts", "all accounts", _DEPOSITS,
     "wallet_type = '0' AS touches_spot", "true AS touches_spot"),
    ("an unknown status is taken for good", "all accounts",
     _DEPOSITS, "status IS NULL OR status NOT IN ('0', '8', '1', '6', '2', '7')", "status IS NULL",
     _DEPOSITS, "WHEN '7' THEN 'failed' END", "WHEN '7' THEN 'failed' ELSE 'counts' END"),
    ("the newest evidence does not win", "all accounts", "sources/*/book.sql",
     "excluded.evidence_at, excluded.fid)\n          >", "held.evidence_at, held.fid)\n          >"),
    ("a failed withdrawal counts", "main alone", _WITHDRAWALS, "THEN 'failed'", "THEN 'counts'"),
    ("a withdrawal that is under way does not count", "main alone", _WITHDRAWALS,
     "WHEN '4' THEN 'counts'", "WHEN '4' THEN 'failed'"),
    ("the fee of a withdrawal is missing", "main alone", _WITHDRAWALS, "'withdraw_fee', -fee", "'withdraw_fee', 0"),
    ("the times of withdrawals are read as local", "main alone", "0001/40_functions.sql",
     ") AT TIME ZONE 'UTC'\n            END", ") AT TIME ZONE 'Asia/Shanghai'\n            END"),
    ("the direction of wallet transfers is swapped", "main alone", _WALLETS, "5) = 'MAIN_' AS leaves", "5) = 'MAIN_' AS arrives",
     _WALLETS, "5) = '_MAIN' AS arrives", "5) = '_MAIN' AS leaves"),
    ("a wallet transfer counts unless it failed", "main alone", _WALLETS, "WHEN 'PENDING' THEN 'pending'", "WHEN 'PENDING' THEN 'counts'"),
    ("a transfer out of another wallet is booked to SPOT", "main alone", _UNIVERSAL,
     "is_own AND side.own_wallet = 'SPOT' AS touches_spot", "is_own AS touches_spot"),
    ("a transfer that two lists tell counts twice", "main alone", _UNIVERSAL,
     "SELECT 'account_transfer', 'universal_transfer'", "SELECT 'wallet_transfer', 'universal_transfer'"),
    ("a failed convert counts", "all accounts", "sources/convert_history/book.sql",
     "AND NOT contested AND status = 'SUCCESS'", "AND NOT contested"),
    ("the snapshot of a day is taken for the next", "main alone", _SNAPSHOT,
     "(at AT TIME ZONE 'UTC')::date AS date,", "(at AT TIME ZONE 'UTC')::date + 1 AS date,"),
    ("what is locked in orders is left out", "main alone", _SNAPSHOT,
     "'free') + binrecon_exact(item ->> 'locked') AS raw_balance", "'free') AS raw_balance"),
)  # fmt: skip
