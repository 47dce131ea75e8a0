"""The resolutions DAG's own documentation (`doc_md`) and the words of its form."""

from __future__ import annotations

PARAMETERS = {
    "action": "propose, approve or withdraw a resolution; resolve_error marks errors as dealt with; show lists both.",
    "account": "propose: the e-mail of the account. show: that account alone, empty for all.",
    "day": "propose: the UTC day whose variance is resolved.",
    "asset": "propose: the asset, spelt as in verdicts.csv.",
    "kind": "propose: what kind of thing happened.",
    "amount": "propose: the part of the variance that this accounts for, with its sign (+ : the exchange holds more than the "
    "records say), as an exact decimal such as -0.015.",
    "reason": "propose, withdraw, resolve_error: how you know, 10 to 1000 characters. approve: optional.",
    "expires": "propose: from this day on (00:00 UTC) it no longer counts. Empty: it counts until it is withdrawn.",
    "resolution_id": "approve, withdraw: the number of the resolution.",
    "error_id": "resolve_error: the number of the error, or a span such as 12-40.",
}

GUIDE = """
### What it does
Writes down what only a person can know about an open variance. A resolution changes no balance and no record: the day is judged
again, and the asset is *explained* only where its active resolutions, with what the records show, add up to the variance
**exactly**; else it stays open, and its next step says how much is resolved and how much is open. Two equal parts need two reasons. Late evidence that changes the variance opens the day again. Every earlier verdict stays in the
history, and every action is in the audit log under the Airflow user who triggered the run.

| action | fields it reads |
|---|---|
| propose | account, day, asset, kind, amount, reason, expires (optional) |
| approve | resolution_id, reason (optional) |
| withdraw | resolution_id, reason |
| resolve_error | error_id, reason |
| show | account (optional); the lists are in the log of `act` |

With `second_person = true` in the accounts file a resolution counts only once another person has approved it. That holds for what
is proposed from then on: `show` names those that were in force before without one.
Nothing is deleted: a wrong resolution is withdrawn and another one proposed. The day of one that is withdrawn is judged again by
that run, the day of one that expired within the hour by `binrecon_monitoring` (a quarter past). A variance that is open again is
alerted at once, and each change of a verdict stands in the next daily message of its account.

### The run is red
- `act`: the error at the end of its log is one sentence that says what was refused and why. Nothing was written. Trigger again with a corrected
  form. Do not clear it: a form counts once, for the user who sent it, and a cleared one is refused.
- `judge_again`: the action stands; a day that its log names was not judged. Clear this task with downstream, not the run.
- `seal_evidence`: clear it. What is not sealed now is sealed by the next run of any DAG that does.
"""
