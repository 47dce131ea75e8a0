"""The statement import's own documentation (`doc_md`) and the words of its form."""

from __future__ import annotations

PARAMETERS = {
    "action": "import a file; show lists the statements that are held, in the log of `act`; withdraw takes one out of the "
    "witnesses.",
    "path": "import: a CSV or ZIP, or a folder of them, below the statements folder of the accounts file (`statements` in [settings], "
    "else include/statements), on the worker.",
    "account": "import: the e-mail of the account all lines belong to; empty when a file holds several users. show: that "
    "account alone, empty for all.",
    "users": 'The account of each User ID in the files: {"123456": "main@example.com"}.',
    "offset": "The offset of the file's clock, such as +7 or -3:30. Leave empty to take it from the file's name or header. "
    "Known movements have to bear it out.",
    "first_day": "The first day that was asked of the exchange, on the file's clock. Empty: only what lies between the first "
    "and the last line counts as covered.",
    "last_day": "The last day that was asked of the exchange, on the file's clock.",
    "statement": "withdraw: the number of the statement, from a run with the action show.",
    "reason": "withdraw: why it is no witness, 10 to 1000 characters.",
}

GUIDE = """
### What it does
Imports the exchange's own account statements (*Generate all statements*: CSV, or the ZIP as it was downloaded) and holds them
against what is already known: per day and coin the difference of two snapshots, our movements, and the statement's lines.
The result is in `<reports>/<account>/statements/`: `witnesses.csv` (the three sums, and which agree), `classes.csv` (where
ours and the statement differ, by class), `records.csv` (the lines and records one side lacks).

Then the days are judged again that the statements speak of. Each verdict says which two of the three agree (end of the reason in
`verdicts.csv`, role *witness* in `findings.csv`); it stays what it was, except that an open variance is *explained* where the lines that no list
of the API tells add up to it exactly. What changed is told on Discord, and every earlier verdict is kept. A day that is unproved in every
asset is left to its own run: clear its `reconcile`.

### A statement of the wrong account
Trigger with the action *show*; the log of `act` numbers the statements. Trigger again with *withdraw*, the number and a reason: under
your name the statement stops being a witness, and its days are judged again. Nothing is deleted. The same bytes may then be imported
under the right account.

### Which two agree
| agree | what it means |
|---|---|
| all three | nothing to do |
| snapshot and statement | our movements lack or double something; the class with the difference names the endpoint |
| snapshot and movements | the statement is not whole: its window, its offset, or a filter when it was made |
| movements and statement | the snapshot was taken off midnight, or is missing |
| none | more than one is wrong |

Only days are compared that one file covers whole. A file covers what lies between its first and last line; give the first and
last day that you asked the exchange for, and it covers those days. Export everything, without a filter by coin or operation.
A large export comes in parts (`…-part1-of2.csv`, `part-00000-…`): bring them all, best in the ZIP as it was downloaded, for the same
accounts and days. No day counts as told whole while one is missing; the log names it.

### The offset
A column called UTC_Time is not always UTC. The file's clock is shifted by half hours until lines agree with movements we know
from the API; the result is stored with the file. *not proved* means that nothing known lies in the file's time: collect those
days, then trigger again. Each run of this DAG tries once more; a clock that is proved then is noted, and counts from then on.

### The run is red
- `act`: the log ends with a sentence that says what was refused; nothing was written.
- `judge_again`, `tell`, `compare`, `seal_evidence`: clear it with downstream; the statements are held.

A refused form or file is told to you here, and to nobody else. A copy of `import_statement` is red: the error at the end of its log is one sentence that names the file, and for a bad cell its line and column.
Nothing of that file was imported; the others were. Correct it at the exchange (never in a spreadsheet, which rewrites times
and amounts), drop it again and trigger again: files that are held already change nothing. Unknown operations do not make the
run red: they are counted, named in the log, and their amounts are part of every sum.
"""
