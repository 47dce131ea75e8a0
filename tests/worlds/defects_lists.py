"""Planted defects of the lists that documents leave out or explain badly: settlements, margin moves, totals.

Each row: name, scene, then where, old and new for each changed place.
"""

_DUAL = "sources/dual_investment/book.sql"
_MARGIN = "sources/margin_transfer/book.sql"
_BESIDE = "sources/*/book.sql"
"""What is included is changed where it is included."""
_YIELDS = "AND told.leg = held.leg AND told.standing IN", "AND false AND told.standing IN"
_PM = "sources/pm_loan_repay/book.sql"
_PAGES = "binrecon.sources.pages"
_DATE = "binrecon_ms(record ->> 'settleDate')"

LISTS: tuple[tuple[str, ...], ...] = (
    # what no document names
    ("what a dual investment settled in is not booked", "products", _DUAL,
     "\"purchaseStatus\" = 'SETTLED' AND coalesce(record ->> 'settleAsset', record ->> 'settleAmount') IS NOT NULL,\n", "false,\n"),
    ("a dual investment settles in the coin that was invested", "products", _DUAL,
     "coalesce(record ->> 'settleAsset', \"investCoin\")", '"investCoin"'),
    ("a dual investment settles when it is bought", "products", _DUAL, f"THEN {_DATE} ELSE moment END", "THEN moment ELSE moment END"),
    ("a settlement brings what was invested", "products", _DUAL,
     "coalesce(binrecon_exact(record ->> 'settleAmount'), 0)", '"subscriptionAmount"'),
    ("a settlement is told under the id of its purchase", "products", _DUAL, "':settlement'", "''"),
    # lists that were not read
    ("a move to isolated margin is not booked", "products", _MARGIN,
     "record ->> 'transFrom' = 'SPOT' AND record ->> 'transTo' = 'ISOLATED_MARGIN',\n", "false,\n"),
    ("a move from isolated margin goes out", "products", _MARGIN, "(1::smallint", "(0::smallint", _MARGIN, "(2::smallint",
     "(1::smallint", _MARGIN, "(0::smallint", "(2::smallint"),
    ("a time in seconds is not read", "products", _MARGIN, "WHEN 10 THEN '000' ELSE '' END", "WHEN 0 THEN '000' ELSE '' END"),
    ("a margin move counts unless it failed", "products", _MARGIN, "WHEN 'PENDING' THEN 'pending'", "WHEN 'PENDING' THEN 'counts'"),
    ("a move of cross margin counts in both lists", "products", _MARGIN,
     "record ->> 'transTo' = 'SPOT' AND record ->> 'transFrom' = 'ISOLATED_MARGIN',\n",
     "record ->> 'transTo' = 'SPOT' AND record ->> 'transFrom' <> 'SPOT',\n",
     _BESIDE, *_YIELDS),
    ("a margin move that the list of accounts tells too counts twice", "products", _BESIDE, *_YIELDS),
    ("a move without wallets is refused though another list tells it", "products", _MARGIN,
     "told.external_id = parsed.external_id OR told.source = 'wallet_transfer'", "false AND told.source = 'wallet_transfer'"),
    ("a bankruptcy loan is repaid by another wallet", "products", _PM, '"asset", "amount", true', '"asset", "amount", false'),
    # what a total counts
    ("a total counts records and nothing else", "totals of parts", f"{_PAGES}:Newest._fits",
     'or (self.parts != "" and total == parts_of(records, self.parts))', ""),
    ("a total of groups is no count", "totals of parts", f"{_PAGES}:Numbered._may_count_groups", "return total in counts or", "return False and"),
    ("as many rows as there are groups are the end", "totals of parts", f"{_PAGES}:Numbered._looked_beyond",
     "seen.distinct > total or len(page.records) >= self.limit", "seen.distinct > total"),
    ("a total that speaks of all times is not asked of the window", "totals of all times", f"{_PAGES}:Newest.following",
     'return {"startTime": page.window.first_ms, "endTime": page.window.last_ms}', 'raise OutOfReach("no count")'),
    ("a total that fits nothing is no matter", "a conversion withheld", f"{_PAGES}:Newest._compare",
     "if not self._fits(page) and not (same and self._reaches(before)):", "if False:"),
    ("a total larger than the list is no matter", "a conversion withheld", f"{_PAGES}:Newest._fits",
     "return total == len(records)", "return total >= len(records)"),
)  # fmt: skip
