"""How often an unrelated record is named as the cause of what no list tells: many days, all causes, amounts as people
type them.

`python -m tests.reconciliation.monte_carlo` runs every line and prints the table; `test_monte_carlo` holds the bound at
a smaller size. Every day is made of a seed: the same command gives the same table.
"""
