"""Planted defects of cross margin: what each list moves, whose it is, and what two lists tell of one movement.

Each row: name, scene (test_margin_teeth.SCENES), then where, old and new for each changed place.
"""

_LOANS, _INTEREST = "sources/margin_borrow_repay/book.sql", "sources/margin_interest/book.sql"
_FLOW, _FILLS = "sources/margin_capital_flow/book.sql", "sources/margin_trades/book.sql"
_SNAPSHOT, _SMALL = "sources/margin_snapshot/book.sql", "sources/margin_small_liability/book.sql"
_ACCOUNTS, _MOVES = "sources/margin_universal_transfer/book.sql", "sources/margin_isolated_transfer/book.sql"
_VERDICTS = "binrecon.reconciliation.verdicts:reconcile"
_MIDNIGHT = "binrecon.reconciliation.at_midnight:_borne_out"
_ISOLATED = "WHEN coalesce(record ->> 'isolatedSymbol', '') <> '' THEN"

MARGIN: tuple[tuple[str, ...], ...] = (
    ("a loan of isolated margin is taken for cross", "a loan of isolated margin", _LOANS, _ISOLATED, "WHEN false THEN"),
    ("interest of isolated margin is taken for cross", "interest of isolated margin", _INTEREST, _ISOLATED, "WHEN false THEN"),
    (
        "a fill of isolated margin is taken for cross",
        "a fill of isolated margin",
        _FILLS,
        """WHEN "isIsolated" IS DISTINCT FROM 'false' THEN""",
        "WHEN false THEN",
    ),
    ("a loan adds to the loan twice", "all lists", _LOANS, "'BORROW',\n         '', moment, true,\n         'balance')",
     "'BORROW',\n         ':x', moment, true,\n         'loan')"),
    ("a loan is not owed", "all lists", _LOANS, "'BORROW',\n         '', moment, true,\n         'loan')",
     "false,\n         '', moment, true,\n         'loan')"),
    ("a repayment pays the loan alone", "all lists", _LOANS, "'REPAY',\n         '', moment, true,\n         'interest')",
     "'REPAY',\n         ':x', moment, true,\n         'loan')"),
    ("what failed is lent", "all lists", _LOANS, "WHEN 'FAILED' THEN 'failed'", "WHEN 'FAILED' THEN 'counts'"),
    ("where the principal is empty nothing is owed", "all lists", _LOANS,
     "record ->> 'principal') END = 0 THEN \"amount\" ELSE", "record ->> 'principal') END = 0 THEN 0 ELSE"),
    ("interest is held", "all lists", _INTEREST, "'interest')\n    ) AS side", "'balance')\n    ) AS side"),
    ("interest in BNB is owed in the loan's coin", "all lists", _INTEREST, "(1::smallint, \"asset\"",
     "(1::smallint, record ->> 'rawAsset'"),
    ("what the capital flow tells again counts again", "all lists", _FLOW, "ELSE 'told_elsewhere' END AS standing",
     "ELSE 'counts' END AS standing"),
    ("what takes money gives it in the capital flow", "all lists", _FLOW, "THEN -abs(said)", "THEN abs(said)"),
    ("signs of the capital flow are not looked at", "a ledger that changes its signs", _FLOW, "(said < 0) <> signed", "false"),
    ("what a takeover repays is still owed", "a takeover", _FLOW,
     "(amount < 0 AND type = 'REPAY_LIQUIDATION', 2, 'transfer_out', 'loan')", "(false, 2, 'transfer_out', 'loan')"),
    ("a takeover's repayment is taken off the loan alone", "a takeover", _FLOW,
     "(amount < 0 AND type <> 'LIQUIDATION_FEE', 2", "(amount < 0 AND type NOT IN ('LIQUIDATION_FEE', 'REPAY_LIQUIDATION'), 2"),
    ("the ledger is not held against the other lists", "a ledger that says otherwise", _VERDICTS,
     "held_against_ledger(judged, facts)", "judged"),
    ("a move of accounts and wallets counts twice", "all lists", _ACCOUNTS,
     "leg.standing = 'counts' AND other.standing = 'counts' THEN 'told_elsewhere'", "false THEN 'told_elsewhere'"),
    ("a move of cross margin counts in the list of margin moves too", "all lists", _MOVES,
     "record ->> 'transTo' = 'CROSS_MARGIN' AND record ->> 'transFrom' = 'ISOLATED_MARGIN'",
     "record ->> 'transTo' = 'CROSS_MARGIN'"),
    ("a fill pays no fee", "all lists", _FILLS, "-commission, CASE", "0, CASE"),
    ("a row of the snapshot need not add up", "a snapshot that does not add up", _SNAPSHOT, "WHEN unbalanced THEN", "WHEN false THEN"),
    ("what is borrowed is not held", "all lists", _SNAPSHOT,
     "binrecon_exact(item ->> 'free') + binrecon_exact(item ->> 'locked') AS raw_balance",
     "binrecon_exact(item ->> 'free') + binrecon_exact(item ->> 'locked') - binrecon_exact(item ->> 'borrowed') AS raw_balance"),
    ("a small debt that is exchanged is still owed", "a debt without a split", _SMALL, "'loan')\n    ) AS side", "'balance')\n    ) AS side"),
    ("an untold split is judged apart", "a debt without a split", _VERDICTS, "judged_together(", "(lambda these, _: these)("),
    ("without the list of interest an untold split is open", "a debt without a split and without interest",
     "binrecon.reconciliation.untold_splits:_together", "Verdict.UNPROVED:", "Verdict.EXPLAINED:"),
    ("midnight needs no other day", "a midnight that no day bears out", _MIDNIGHT,
     "midnights.variances.get((asset, beside)) == one.amount.copy_negate()", "True"),
)  # fmt: skip
"""What each changes, and where it must show."""
