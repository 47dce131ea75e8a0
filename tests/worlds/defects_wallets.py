"""Planted defects of transfers that join two wallets or accounts.

Each row: name, then where, old and new for each changed place.
"""

_PAIRS = "reconcile/find_matches.sql"
_WRITTEN = "reconcile/written_legs.sql"
_ENDS = "reconcile/changed_ends.sql"
_TOUCHED = "reconcile/touched_ends.sql"
_LONE = "records/unmatched_transfers.sql"

WALLETS: tuple[tuple[str, ...], ...] = (
    ("the wallet that a record names is not looked at", _PAIRS,
     "sent.other_wallet IN ('', received.wallet) AND sent.other_pair IN ('', received.pair)", "true",
     _PAIRS, "received.other_wallet IN ('', sent.wallet) AND received.other_pair IN ('', sent.pair)", "true"),
    ("the account that a record names is not looked at", _PAIRS,
     "sent.other_name IN (received.name, '')", "true",
     _PAIRS, "received.other_name IN (sent.name, '')", "true",
     _TOUCHED, "AND other.other_name IN ('', reached.name) AND reached.other_name IN ('', other.name)", ""),
    ("the ledgers of two accounts are joined by amount and time", _PAIRS, "OR sent.name = received.name)", "OR true)",
     _TOUCHED, "AND other.name <> reached.name", "AND false"),
    ("a deposit is the end of a move between wallets", _PAIRS, "received.inside = sent.inside AND", "",
     _PAIRS, "CASE WHEN received.inside", "CASE WHEN sent.inside",
     _TOUCHED, "AND other.inside = reached.inside", "", _TOUCHED, "AND NOT other.inside", ""),
    ("two times must be equal", "binrecon.services.own_transfers:_matched",
     "inside=thresholds.OTHER_END_REACH", "inside=thresholds.OTHER_END_REACH * 0"),
    ("margin's moves are no ends", _WRITTEN, "'wallet_transfer', 'margin_wallet_transfer'", "'wallet_transfer'"),
    ("an end of another account names no wallet", _ENDS, "LEFT JOIN typed USING (endpoint, fid, external_id, leg)",
     "LEFT JOIN typed ON false"),
    ("a word of a list of transfers is taken for ours", _ENDS, "ON ours.word = named.wallet", "ON false"),
    ("a record that tells its own end tells the other too", _LONE, "told.wallet = sided.other_wallet AND", ""),
    ("the other side's day is that of this wallet", _LONE, "AND beside.wallet = side.far_wallet", "AND beside.wallet = %(wallet)s"),
)  # fmt: skip
