"""The DAGs' own documentation (`doc_md`): what an operator needs at night, in the place where the red run is."""

from __future__ import annotations

DAY_PARAMETER = "The UTC day to reconcile, YYYY-MM-DD; empty = the day of the run. It must be settled (T+2 02:00 UTC)."

ACCOUNT = """
### What it proves
For each asset: the exchange's closing balance of day T−1 plus every recorded movement of T equals its closing balance of T.
The run for day T starts on T+2 at 02:00 UTC and is named after that moment. Its day stands in its **note** (`Day 2026-11-19: 7 proved,
1 open`). The Calendar tab shows a run on its day T, and a run triggered with `day` and no date not at all.

### Verdicts
| verdict | meaning | run | what to do |
|---|---|---|---|
| proved | adds up exactly, everything was collected | green | nothing |
| explained | the difference is accounted for by named findings | green | nothing |
| open | everything was collected, and there is a difference | green, alert | look at the asset in `verdicts.csv`, `summary.csv` and the exchange's own pages |
| unproved | something was not collected or cannot be read | **red** | see below |

An open variance is a result, so the run is green and Discord is told. A day that could not be decided is a red run.

### The run is red
1. Open the first red task (not the orange *upstream_failed* ones). The error at the end of its log is one sentence that says what to do.
2. By task:
   - `open_day`: the run names no usable day; the sentence says how to trigger it instead.
   - `check_key`: the key is refused or can do more than read. Fix the connection, clear `check_key` **with downstream**.
   - `collect.…`, `collect_trades`, `collect_remainder_…`, `collect_sweep`: each copy is labelled with its key, window or pair.
     After three retries clear **that copy with downstream**: only it and what depends on it run again. In the clear dialog leave
     *only failed* off.
   - `canonicalize.…`: the database failed; clear it with downstream. Pages that were not read yet are still there.
   - `check_rows`: stored rows that cannot be right. Do not clear: this is a defect or a hand in the database. Call the owner of the code.
   - `verdict` alone is red: it says what is missing. *quarantine* = a record that cannot be read exactly, kept in
     `binance_quarantine`. *not read yet* = clear the `canonicalize` tasks with downstream. *no snapshot* = the exchange gives none older
     than 30 days; such a day stays unproved.
3. `RATE_LIMIT` in a log: the task waits by itself. A ban (418) pauses everything behind this address; wait for its end.

### Which pairs are asked
`collect_trades`: pairs traded before, and all pairs of assets the account was seen with while these are few (`daily_pairs`). Then
`remainder_1` to `remainder_3` roll the day forward with what is known and choose the pairs that could explain what is left, best
guess first, at most `remainder_calls` a day together; nothing left: their copies are *skipped*, which is fine. `collect_sweep` reads
a share of all other pairs, so that each comes round within 30 days, back to the day of its last turn.

### What looks odd and is not
- A copy in state *removed*: the run was cleared, and what was answered before is not asked again. Nothing is missing.
- *skipped* copies of `collect_remainder_…`: nothing was left to explain. `older_days_judged` *skipped*: an older day under way took longer
  than twenty minutes; that day judges this one again.
- Several days at once beside the scheduled run: a backfill's own number of active runs wins over the DAG's. They judge oldest first.

### Run a day again, or many
- One day: trigger with `{"day": "2026-11-18"}`, or clear its run. Every step may run again: the rows come out the same.
- Many days: Backfill in the UI, or
  `airflow backfill create --dag-id <this> --from-date 2026-11-01 --to-date 2026-11-18 --max-active-runs 1`.
  **The last date must be a settled day** (today − 2 after 02:00 UTC, else today − 3). With a later one the backfill stays open until
  that day settles, no other backfill of this DAG can start, and cancelling it fails the day's run: then clear that run by hand.
  **Do not clear a run of a cancelled backfill:** it stays *queued* for ever. Mark it failed, then backfill its day with *Missing and
  Errored Runs*.
  Leave `day` empty. *Missing Runs* leaves out days that have a run: choose *Missing and Errored Runs* or *All Runs* (on the command
  line `--reprocess-behavior failed` or `completed`).
- `airflow dags trigger --logical-date` is refused here: the command line gives such a run the interval of another day.
- `airflow tasks clear` cannot choose one copy of a mapped task; use the UI or REST (`task_ids: [["collect_trades", 3]]`).

### Limits
The exchange keeps daily snapshots for 30 days: a day that is older and was never collected cannot be proved any more.
More than 1024 pairs in one day: the most urgent 1024 are asked; clear `discover_symbols` with downstream for the rest.
"""

EXCHANGE_INFO = """
### What it does
At 00:00 UTC, once for all accounts: reads the exchange's pairs, then yesterday's closing prices of every asset any account holds.
The account DAGs do not wait for it: they fetch what they lack themselves.

### The run is red
Clear the red task with downstream. Old pairs and prices stay usable meanwhile; a variance without a price shows *no price*, never zero.
"""

MONITORING = """
### What it does
Every hour it runs the queries of `include/sql/monitoring/`: calls and weight against budget, seconds per account, variances, error
rates, open coverage gaps, retention that is about to expire, days that are not closed; and it looks for runs that are queued and that
Airflow does not start, as a cleared run of a cancelled backfill is (three minutes more, where it suspects one). Numbers go to
Airflow's metrics
(`binrecon.…`); what needs a person goes to Discord, once. Days that rest on a resolution that has expired are judged again, and
what is open on them is alerted.

### The run is red
The database could not be read: see `binrecon_db`. A finding does not make it red: findings are in the log of `watch` and on Discord.
Where `judge_expired` alone is red, its log names the day that could not be judged: the others were, and the next hour tries it again.
"""
