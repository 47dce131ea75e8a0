"""The product held against worlds whose truth is known: verdicts, rows, faults, order, repetition, budgets, secrets."""
