"""Planted defects of coverage, judging, matching and investigating.

Each row: name, scene, then where, old and new for each changed place.
"""

_CELLS = "reconcile/balance_lines.sql"
_STATE = "reconcile/day_state.sql"
_SPOT = "binrecon.reconciliation.verdicts"
_PAIRS = "reconcile/find_matches.sql"
_CAUSES = "binrecon.reconciliation.investigation.causes"
_SETS = "binrecon.reconciliation.investigation.subset_search:_all_masks"
_PENDING = "SELECT count(*)\n        FROM binance_pages_pending"
_READS = ("binrecon.services.day_reconciliation:reconcile_day", "run_pending(engine, account_day.email)", "pass")

JUDGING: tuple[tuple[str, ...], ...] = (
    # days and coverage
    ("a day holds the first millisecond of the next", "main alone", _CELLS,
     "datetime < (%(day)s::date + 1)", "datetime <= (%(day)s::date + 1)"),
    ("a day begins at local midnight", "main alone", _CELLS, "AT TIME ZONE 'UTC'", "AT TIME ZONE 'Europe/Berlin'"),
    ("a page that was not read is ignored", "no template of deposits", _STATE, _PENDING, _PENDING.replace("(*)", "(*) * 0"),
      *_READS),
    ("rows in quarantine are ignored", "all accounts", "0006/10_readings.sql", "OR blocked.reason IS NOT NULL;", "OR false;"),
    ("a missing snapshot is taken for zeros", "all accounts", _STATE, ") AS closing_snapshot", ") OR true AS closing_snapshot",
     _CELLS, "held.date = %(day)s::date\n", "held.date <= %(day)s::date\n"),
    ("a pair that cannot be read touches nothing", "all accounts", "reconcile/coverage_gaps.sql",
     "ARRAY[info.base_asset, info.quote_asset, 'BNB']", "ARRAY['BNB']"),
    ("a difference is open although something is missing", "all accounts", f"{_SPOT}:_verdict",
     "if missing:", "if missing and not variance:"),
    # sums
    ("a tolerance", "all accounts", f"{_SPOT}:_verdict",
     "if variance else", 'if variance and abs(variance) > Decimal("1e-8") else'),
    ("sums are rounded to 28 digits", "main alone", f"{_SPOT}:reconcile", "localcontext(CONTEXT)", "localcontext()"),
    ("days before are not judged again", "all accounts", "binrecon.services.rejudging:judge_each",
     "for account_day in days:", "for account_day in ():"),
    # matching
    ("of two equal candidates the first is matched", "all accounts", _PAIRS,
     "count(*) OVER (PARTITION BY sent_pid) = 1 AND count(*) OVER (PARTITION BY received_pid) = 1",
     "row_number() OVER (PARTITION BY sent_pid ORDER BY received_pid) = 1"),
    ("own transfers are matched by amount, not by id", "all accounts", _PAIRS,
     "received.tran_id = sent.tran_id", "received.name = sent.other_name"),
    ("hashes are compared with their case", "all accounts", "reconcile/touched_ends.sql",
     "number, bare_hash\nFROM", "number, txn_hash\nFROM"),
    # investigation
    ("a sum that is nearly right explains", "all accounts", _SETS, "masks.setdefault(total,", 'masks.setdefault(round(total, 8),',
     _SETS, "masks.get(CONTEXT.subtract(target, total),", "masks.get(round(CONTEXT.subtract(target, total), 8),"),
    ("of two sets that add up the first explains", "all accounts", "binrecon.reconciliation.investigation.consistency:borne_out",
     "len(one.sets) == 1", "one.sets"),
    ("a record across midnight is not looked for", "all accounts", f"{_CAUSES}.cutoff:cutoff_in_transit",
     "_passing(asset, evidence)", "()"),
    ("a missing other end is ignored", "all accounts", f"{_CAUSES}.unmatched_transfer:unmatched_transfer",
     "evidence.of(UNMATCHED_TRANSFERS, asset)", "()"),
    ("a convert that another wallet paid is not looked for", "all accounts", f"{_CAUSES}.other_wallet:other_wallet_convert",
     "evidence.records_of(CONVERSIONS, asset_verdict.line.asset)", "()"),
    ("one asset of a convert explains without the other", "all accounts", "records/conversions.sql",
     "AND other.amount <> 0 AND other.asset <> ALL", "AND other.amount = 0 AND other.asset <> ALL",
     "binrecon.reconciliation.investigation.consistency:borne_out", "all(sure[records] - {asset} for records in _shared(one.sets[0]))", "True",
     "binrecon.reconciliation.investigation.consistency:not_on_both_sides", "if not alone:", "if True:",
     "binrecon.reconciliation.investigation.consistency:_remaining", "if all(possible[records] - {asset} for records in _shared(findings))", "if True"),
    ("a withdrawal that failed is not looked for", "all accounts", f"{_CAUSES}.failed_withdrawal:is_given_back",
     "moved.first.standing == FAILED", "moved.first.standing != FAILED"),
)  # fmt: skip
