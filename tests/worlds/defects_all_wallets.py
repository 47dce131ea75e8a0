"""Planted defects of futures and options, and of what wallets of one account share. Those of margin, of readings and of
transfers between wallets have tables of their own.

Each row: name, scene (test_all_wallets_teeth.SCENES), then where, old and new for each changed place.
"""

_INCOME, _BILL = "sources/um_income/book.sql", "sources/option_bill/book.sql"
_SNAPSHOT, _LOANS = "sources/futures_snapshot/book.sql", "sources/margin_borrow_repay/book.sql"
_CHARGED = "sources/margin_interest/book.sql"
_AMOUNT = "binrecon_exact(record ->> 'income') AS amount"
_SAID = "binrecon_exact(record ->> 'amount') AS amount"
_NUMBERED = (_INCOME, ", trim_scale(amount)", "", _INCOME, " || CASE WHEN nth > 1 THEN ':' || nth ELSE '' END", "")
_SPLIT = "ELSE binrecon_exact(record ->> 'interest') END, key = 'REPAY'"
_MIDNIGHT = "binrecon.reconciliation.at_midnight"


def _turned(amount: str, field: str, kind: str) -> str:
    """The amount with the other sign where the row is of a kind."""
    told, _, name = amount.rpartition(" AS ")
    return f"{told} * CASE record ->> '{field}' WHEN '{kind}' THEN -1 ELSE 1 END AS {name}"


ALL_WALLETS: tuple[tuple[str, ...], ...] = (
    # income
    ("the key of an income has no type", "clean", _INCOME, "coalesce(record ->> 'incomeType', ''), ", "", *_NUMBERED),
    ("the key of an income has no asset", "clean", _INCOME, "coalesce(record ->> 'asset', ''), ", "", *_NUMBERED),
    ("equal incomes of one page are one", "equal incomes", *_NUMBERED[3:]),
    ("funding stands on the wrong side", "clean", _INCOME, _AMOUNT, _turned(_AMOUNT, "incomeType", "FUNDING_FEE")),
    ("a commission of futures is earned", "clean", _INCOME, _AMOUNT, _turned(_AMOUNT, "incomeType", "COMMISSION")),
    ("a transfer leaves futures where it enters", "clean", _INCOME, _AMOUNT, _turned(_AMOUNT, "incomeType", "TRANSFER")),
    ("only kinds of income that every account has are booked", "clean", _INCOME, "WHEN amount IS NULL THEN",
     "WHEN kind NOT IN ('TRANSFER', 'REALIZED_PNL', 'COMMISSION', 'FUNDING_FEE') OR amount IS NULL THEN"),
    ("an unread ledger is no gap", "a ledger that never answers", "binrecon.collectors.day_plan:fixed_questions",
     "needed = endpoint.name not in NO_MOVEMENTS and not read",
     "needed = endpoint.name not in NO_MOVEMENTS and endpoint.name != described.ledger and not read"),
    # snapshots
    ("the labels of a snapshot are swapped", "clean", _SNAPSHOT, "'walletBalance')", "'marginBalance')"),
    ("labels that look exchanged are no matter", "labels exchanged",
     "binrecon.reconciliation.exchanged_labels:exchanged_labels", "if not facts.labelled or", "if True or"),
    ("a balance of futures below zero is refused", "clean", _SNAPSHOT, "abs(raw_balance) < 1e18)", "raw_balance >= 0)"),
    ("a loan is a part of what is owed as interest", "clean", "sources/margin_snapshot/book.sql",
     "binrecon_exact(item ->> 'interest') AS raw_interest",
     "binrecon_exact(item ->> 'interest') + binrecon_exact(item ->> 'borrowed') AS raw_interest",
     "sources/margin_snapshot/book.sql", "WHEN unbalanced THEN", "WHEN false THEN"),
    # what two lists tell
    ("interest counts in the list of accruals and in that of repayments", "clean", _LOANS,
     f"(2::smallint, \"asset\", CASE WHEN coalesce(record ->> 'interest', '') = '' THEN 0 {_SPLIT}",
     f"(1::smallint, \"asset\", CASE WHEN coalesce(record ->> 'interest', '') = '' THEN 0 {_SPLIT}"),
    ("interest on a loan just taken is a part of the loan", "clean", _CHARGED,
     'THEN side.amount ELSE', "THEN side.amount * CASE WHEN newest.record ->> 'type' LIKE 'ON_BORROW%%' THEN 0 ELSE 1 END ELSE"),
    # options
    ("a fee of options is earned", "clean", _BILL, _SAID, _turned(_SAID, "type", "FEE")),
    ("what an exercise pays is not booked", "clean", _BILL,
     "WHEN amount IS NULL THEN", "WHEN record ->> 'type' = 'EXERCISE_PNL' OR amount IS NULL THEN"),
    # midnight
    ("what is stamped at midnight explains with the other sign", "midnight inside", f"{_MIDNIGHT}:_sets",
     "Finding(KIND, closing,", "Finding(KIND, closing.copy_negate(),"),
    ("the first hour of a day is its midnight", "midnight inside", "reconcile/midnight_sums.sql",
     "::time < '00:00:01'", "::time < '12:00:00'"),
    ("only interest is stamped at midnight", "midnight inside", "reconcile/midnight_sums.sql",
     "AND effective AND", "AND effective AND measure = 'interest' AND"),
    ("a transfer over midnight counts on the day before", "clean", _INCOME,
     "binrecon_ms(record ->> 'time') AS at", "binrecon_ms(record ->> 'time') - interval '2 seconds' AS at"),
)  # fmt: skip
