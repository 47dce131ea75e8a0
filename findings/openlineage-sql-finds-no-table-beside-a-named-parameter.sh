#!/usr/bin/env bash
# openlineage-sql 1.54.0: one psycopg parameter by name, %(day)s, and the parser reports no table of the statement at all.
#
# Airflow's SQL operators hand their text to this parser before the driver fills it in. A statement with %(name)s, the form that
# psycopg documents and that dictionaries of parameters want, is an error for it: no input, no output, and the run's lineage shows
# a task that reads and writes nothing. The same statement with a literal has both tables.
# Seen: [] and [] with %(day)s and one error; "movements" and "balances" with a literal and none.
source "$(dirname "$0")/prepare.bash"
install openlineage-sql==1.54.0
"$PYTHON_WITH" - <<'P'
from openlineage_sql import parse

def seen(day):
    told = parse([f"INSERT INTO balances SELECT asset, sum(amount) FROM movements WHERE day = {day} GROUP BY asset"], dialect="postgres")
    return [one.name for one in told.in_tables], [one.name for one in told.out_tables], len(told.errors)

literal, named = seen("'2026-11-25'"), seen("%(day)s")
print("openlineage-sql 1.54.0: with a literal", literal, "with a named parameter", named)
assert literal == (["movements"], ["balances"], 0)
assert named == ([], [], 1)
P
