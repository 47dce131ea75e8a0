"""Planted defects of causes: what may explain, what bears witness, and what is said of the rest.

Each row: name, scene, then where, old and new for each changed place.
"""

_CAUSES = "binrecon.reconciliation.investigation.causes"
_CORROBORATION = "binrecon.reconciliation.investigation.corroboration:corroboration_of"
_TRANSFERS = "records/timing_differences.sql"
_SPOT = "binrecon.reconciliation.verdicts"
_ALONE = (_CORROBORATION, "if any(not finding.second for finding in findings):", "if False:")

CAUSES: tuple[tuple[str, ...], ...] = (
    # an amount is one fact
    ("an amount alone explains", "all accounts", *_ALONE),
    ("a record of another wallet is taken for a pending one", "all accounts", *_ALONE,
     _TRANSFERS, "OR standing = 'pending' AND", "OR standing IN ('pending', 'elsewhere') AND",
     _TRANSFERS, "datetime AS at, standing, status, other_at,", "datetime AS at, replace(standing, 'elsewhere', 'pending') AS standing, status, other_at,"),
    ("a withdrawal that failed explains without coming back", "all accounts", f"{_CAUSES}.failed_withdrawal:_applied",
     "if (back := back_on(moved, asset, evidence)) is not None:", "if (back := back_on(moved, asset, evidence) or evidence.day) is not None:"),
    ("a fee of the amount was not taken", "all accounts", f"{_CAUSES}.fees_and_duplicates:fee_not_taken",
     "second = lacks_line(leg.amount, asset_verdict, evidence)", 'second = "its amount"'),
    ("two payments of one second are one", "all accounts", f"{_CAUSES}.fees_and_duplicates:_one_transaction",
     "same = one.first.txn_hash and one.first.txn_hash == other.first.txn_hash", "same = True"),
    ("typed amounts explain whatever there is to choose from", "all accounts", _CORROBORATION,
     "_of_typed(candidates, asset, named, evidence) if are_typed(findings) else Corroboration(holds=True)", "Corroboration(holds=True)"),
    # what is not known bears nothing out
    ("a day that is not known bears out", "all accounts", _CORROBORATION, "if waits:", "if False:"),
    ("a day that lacks an answer is known", "all accounts", "records/variances.sql", "WHERE gap.required", "WHERE false"),
    ("nothing that spans two days is ever known", "all accounts", "records/variances.sql", "judged.doubts = '{}'", "judged.doubts <> '{}'"),
    # what is said of the rest
    ("an unproved asset says nothing of what to do", "all accounts", f"{_SPOT}:_judge", "next_steps=steps or (_NO_STEP,)", "next_steps=()"),
    ("an open asset says nothing of what to do", "all accounts", "binrecon.reconciliation.investigation.hints.next_steps:next_steps",
     "for hint in HINTS for step", "for hint in () for step",
     "binrecon.reconciliation.investigation.investigate:conclude", "steps = [*lacking,", "steps = [*lacking[:0],"),
    ("a proved day names an asset", "all accounts", "binrecon.reconciliation.day_verdict:_reason", "if verdict is Verdict.PROVED:", "if False:"),
)  # fmt: skip
