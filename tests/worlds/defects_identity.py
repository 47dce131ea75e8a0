"""Planted defects of whose key it is, of what a reading proves, and of the exchange's clock.

Each row: name, scene (identity_scenes), then where, old and new for each changed place.
"""

_REFUSAL = "binrecon.collectors.key_owner:refusal"
_DECIDE = "binrecon.collectors.identity:_decide"
_DOUBTS = "binrecon.services.day_reconciliation:doubts_of"
_FINISH = "binrecon.collectors.base:BaseCollector._finish"
_CHANNEL = "binrecon.exchange.channel:Channel"
_SCHEMA = "0003/10_identity.sql"
_PLANNED = "0005/30_witness.sql"
_GAPS = "reconcile/coverage_gaps.sql"

_LISTED_ELSEWHERE = (_REFUSAL, "listed == str(uid) and email != name", "False")
_LISTED_OTHERWISE = (_REFUSAL, "mine not in (None, str(uid))", "False")
_SHARED = (_REFUSAL, "if other == uid", "if False")
_UP_TO_ITS_END = (_SCHEMA, "least(reading.window_end, reading.asked_at)", "reading.window_end")
_WHATEVER_WAS_OVER = (_FINISH, "end = proved_end(endpoint, window, asked)", "end = window.end")
_NOT_HELD_AGAINST_THE_DAY = (_DOUBTS, '"the account\'s key was not accepted (see check_key)": rights,', "")

IDENTITY: tuple[tuple[str, ...], ...] = (
    # whose key it is
    ("nobody looks whose key it is", "second key", _REFUSAL, "    told = f", "    return None\n    told = f"),
    ("what the list of sub-accounts says is not heard", "exchanged keys", *_LISTED_ELSEWHERE, *_LISTED_OTHERWISE),
    ("the lists of sub-accounts are not looked at", "exchanged keys", _DECIDE,
     "identities.listed(connection) if has_list or account.type is AccountType.MAIN else None", "None"),
    ("a sub-account's key is taken for the main account's first", "keys of main and sub exchanged",
     _REFUSAL, "if known.not_main:", "if False:"),
    ("two accounts with one number are taken", "second key, no main account", *_SHARED),
    ("a number that differs from the one before is taken", "rotated key", _REFUSAL, "known.before not in (None, uid)", "False"),
    ("a refused key is written down as accepted", "exchanged keys", _DECIDE, "accepted=reason is None", "accepted=True"),
    ("a key that was put in since is asked with", "key changed meanwhile", "binrecon.collectors.identity:uid_of_key",
     "if uid is None", "if False"),
    ("a refused key is not held against its day", "wrong key, day held", *_NOT_HELD_AGAINST_THE_DAY),
    ("readings of another account prove", "account replaced", _SCHEMA, "THEN reading.uid = owner.uid", "THEN true",
     _GAPS, "own.changed", "false"),
    # what a reading proves
    ("a reading proves what came after it was asked", "at noon", *_WHATEVER_WAS_OVER, *_UP_TO_ITS_END),
    ("no list lags", "within the lag", "binrecon.collectors.base:proved_end", "asked - endpoint.lag", "asked"),
    ("the last page's moment counts, not the first's", "over midnight", _FINISH,
     "end = proved_end(endpoint, window, asked)", "end = proved_end(endpoint, window, self._now())", *_UP_TO_ITS_END),
    ("the plan of a day takes part of it for the whole", "at noon", _PLANNED,
     "AND reading.window_start <= plan.day_start AND reading.window_end >= plan.day_end\n    LIMIT 1",
     "AND reading.window_start <= plan.day_start AND reading.window_end > plan.day_start\n    LIMIT 1"),
    # the exchange's clock
    ("the host's clock is believed", "host days ahead", f"{_CHANNEL}._as_known", "(self._offset or timedelta(0))", "timedelta(0)"),
    ("what the exchange's clock is ahead is taken from ours", "host days behind", f"{_CHANNEL}._as_known",
     "self._clock() + (", "self._clock() - ("),
    ("a remembered clock counts for ever", "clock set meanwhile", "binrecon.storage.host_clocks:StoredClocks.ahead",
     '"fresh": FRESH', '"fresh": FRESH * 100_000', _CHANNEL + "._in_time",
     "if error.code != CLOCK_CODE or", "if True or"),
    ("a day is opened by the host's clock, and lists prove it", "host days ahead, at noon", "binrecon.orchestration.day:_settled",
     "if day <= newest:", "if True:", *_WHATEVER_WAS_OVER, *_UP_TO_ITS_END),
)  # fmt: skip
