#!/usr/bin/env bash
# pandas 3.1.1: read_json turns amounts that are quoted in the JSON, as exchanges quote them to keep them exact, into floats.
#
# json.loads gives the text. pandas.read_json tries numbers on every column of texts (convert_dtypes of its own, on by default), and
# 18 decimals become 17 digits of a double, without a word. `dtype=False` leaves the text.
# Seen: 123456789.123456789012345678 comes back as 123456789.12345679.
source "$(dirname "$0")/prepare.bash"
install pandas==3.1.1
"$PYTHON_WITH" - <<'P'
import io, json, pandas
sent = '[{"asset": "SHIB", "amount": "123456789.123456789012345678"}, {"asset": "BTC", "amount": "0.10"}]'
plain, read, kept = json.loads(sent), pandas.read_json(io.StringIO(sent)), pandas.read_json(io.StringIO(sent), dtype=False)
print("pandas", pandas.__version__)
print("json.loads          ", plain[0]["amount"], plain[1]["amount"])
print("pandas.read_json    ", repr(read.amount[0]), repr(read.amount[1]), read.amount.dtype)
print("  with dtype=False  ", kept.amount[0], kept.amount[1])
assert read.amount.dtype == "float64" and str(read.amount[0]) == "123456789.12345679"
assert kept.amount[0] == "123456789.123456789012345678" and kept.amount[1] == "0.10"
P
