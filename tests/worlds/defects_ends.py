"""Planted defects of proving the end of a list, and of pairs that are closed.

Each row: name, scene (a stage of `ends_world`), then where, old and new for each changed place.
"""

_PAGES = "binrecon.sources.pages"
_PAGING = "binrecon.exchange.paging"
_TRADE = "binrecon.collectors.trade"

ENDS: tuple[tuple[str, ...], ...] = (
    # the end of a list
    ("one pass of several pages under a total is a proof", "one leaves while another enters",
     f"{_PAGES}:_Paged.proves", "answers <= 1", "answers >= 0"),
    ("rows are counted and not records", "rows listed twice",
     f"{_PAGES}:Numbered.following", "seen.distinct", "seen.count", f"{_PAGES}:_Paged.proves", "answers <= 1", "answers >= 0"),
    ("the first of two passes that differ is taken", "one leaves while another enters",
     f"{_PAGING}:_until_steady", "former.names == now.names", "len(former.names) == len(now.names)"),
    ("pages by offset do not overlap", "two deposits leave",
     f"{_PAGES}:Offset.following", "if page.records[:1] != before.records[-1:]:", "if False:",
     f"{_PAGES}:_Paged.proves", "answers <= 1", "answers >= 0"),
    ("a record on two pages without a total is the exchange's own", "one family transfer leaves",
     f"{_PAGING}:_Pass._read", "if repeated and self._may_deceive:", "if False:",
     f"{_PAGES}:_Paged.proves", "answers <= 1", "answers >= 0"),
    ("a short page is the end of a list without a total", "fewer on a page than asked",
     f"{_PAGES}:Numbered._after", "if len(page.records) < self.limit:", "if len(page.records) < self.limit:\n        return None\n    if False:"),
    ("a record that changed its status is another one", "one changes status and place",
     f"{_PAGING}:_Pass._names", "self._endpoint.identity", "()", f"{_PAGES}:_Paged.proves", "answers <= 1", "answers >= 0"),
    ("a list without page and total is whole when it comes twice", "cut without a word",
     f"{_PAGING}:_Pass.narrower", "return [part for piece in seen for part in _between_records(self._endpoint, piece)] + self._todo[::-1]",
     "return [piece.window for piece in seen]"),
    ("a list without page and total is whole at once", "cut without a word",
     f"{_PAGES}:Single.proves", "not (self.confirm and records)", "True"),
    # fills
    ("trades are asked by startTime alone", "a start that reaches a day",
     "binrecon.collectors.trade:TradeCollector._parts",
     "if start is not None and self._next_held(endpoint, symbol, start) is None:", "if False:",
     "binrecon.exchange.by_id:read", "endpoint.window_params(piece)", '{"startTime": window.first_ms}',
     "binrecon.exchange.by_id:read", "window.split(DAY)", "iter([window])",
     "binrecon.collectors.base:proved_end", "asked - endpoint.lag", "asked"),
    ("few of the newest fills are all of them", "fills cut without a word",
     f"{_TRADE}:_since", "if not newest.records or (oldest and firsts[0] == firsts[-1] and len(firsts) == len(told)):",
     "if not newest.records or oldest:"),
    ("the newest fills are all there are, however many come", "more fills than one answer",
     f"{_TRADE}:_since", "if not newest.records or", "if True or"),
    ("a reading is taken up behind the newest fills", "more fills than one answer",
     f"{_TRADE}:TradeCollector._newest", "start + _MILLISECOND, max", "start, max",
     f"{_TRADE}:TradeCollector._newest", "if since is not None and since < asked - endpoint.lag:", "if False:"),
    ("fills are said to lag an hour at the most", "fills listed hours late",
     f"{_TRADE}:TradeCollector._newest", "asked - endpoint.lag", "asked - endpoint.lag / 24"),
    # pairs that are closed
    ("a pair in BREAK is never asked", "a pair that closed on the day",
     "reconcile/market.sql", "coalesce(info.closed_at > %(day)s::date::timestamp AT TIME ZONE 'UTC', true) AS open",
     "coalesce(info.status, '') <> 'BREAK' AS open",
     "binrecon.services.residual_search:_can_be_asked", "(pair.open or both_off)", "pair.open"),
    ("a pair closed to spot trading is never asked", "a halted pair",
     "reconcile/market.sql", "coalesce(info.closed_at > %(day)s::date::timestamp AT TIME ZONE 'UTC', true) AS open",
     "coalesce(info.is_spot_trading_allowed, false) AS open",
     "binrecon.services.residual_search:_can_be_asked", "(pair.open or both_off)", "pair.open"),
    ("the search leaves closed pairs out", "a pair that closed on the day by remainder",
     "binrecon.services.residual_search:_can_be_asked", "(pair.open or both_off)", "False"),
    ("a pair is closed from the beginning of the day it closed on", "a pair that closed on the day",
     "reconcile/market.sql", "coalesce(info.closed_at > %(day)s::date::timestamp AT TIME ZONE 'UTC', true) AS open",
     "coalesce(info.closed_at > (%(day)s::date + 2)::timestamp AT TIME ZONE 'UTC' + interval '12 hours', true) AS open",
     "binrecon.services.residual_search:_can_be_asked", "(pair.open or both_off)", "pair.open"),
)  # fmt: skip
