"""Planted defects of what people read: statements, resolutions, forms, messages.

Each row: name, scene of statement_scenes, then where, old and new for each changed place.
"""

_PARTS = "binrecon.processing.statements.parts"
_VALUES = "binrecon.processing.statements.values"
_INVESTIGATION = "binrecon.reconciliation.investigation.investigate"
_RESOLUTIONS = "binrecon.storage.resolutions"

STATEMENTS: tuple[tuple[str, ...], ...] = (
    # parts
    (
        "equal lines in two parts are one fact",
        "in three parts",
        "statements/*.sql",
        "PARTITION BY export_id, at",
        "PARTITION BY file_id, at",
    ),
    (
        "equal parts are one file",
        "in three parts",
        "binrecon.storage.statements:_held_already",
        "if same_bytes and (same_part or not part.export):",
        "if same_bytes:",
    ),
    (
        "lines of two parts are lines of two exports that overlap",
        "in three parts",
        "statements/*.sql",
        "min(file.id) OVER same_export",
        "file.id",
    ),
    ("a part alone tells its days whole", "a part missing", "statements/*.sql", "touching.whole AND", "true AND"),
    (
        "any two parts are enough",
        "a part missing",
        "statements/*.sql",
        "count(*) OVER same_export = file.parts",
        "count(*) OVER same_export >= 2",
    ),
    (
        "parts complete each other whatever days were asked for",
        "a part missing",
        f"{_PARTS}:_part",
        "if order.first_day or order.last_day",
        "if False",
    ),
    (
        "nobody says what a part lacks",
        "a part missing",
        "binrecon.storage.statement_filing:Filed.lacking",
        "if not self.missing:",
        "if self.missing:",
    ),
    # clocks
    (
        "two minus signs are no offset",
        "a clock in a name",
        f"{_VALUES}:offset_in",
        '(signs or "+") not in _WEST',
        'len(signs or "+") > 1',
    ),
    (
        "two minus signs are a plus",
        "a clock in a name",
        f"{_VALUES}:offset_in",
        'if _WEST[signs or "+"]',
        'if signs == "-"',
    ),
    (
        "only one of the minus signs is known",
        "a clock in a name",
        f"{_VALUES}:offset_in",
        "text.translate(_SIGNS)",
        "text",
    ),
    (
        "a clock that changes is not looked for",
        "refused statements",
        "binrecon.processing.statements.offset:prove_offset",
        "if best.agreeing >= LEAST_AGREEING:",
        "if best.agreeing < 0:",
    ),
    # spreadsheets and words
    (
        "an amount that a cell rounded is taken",
        "refused statements",
        f"{_VALUES}:read_change",
        "if rewrote_amount(text):",
        "if False:",
    ),
    (
        "semicolons pass for another export",
        "refused statements",
        "binrecon.processing.statements.lines:_refuse_separated_otherwise",
        "if rows and",
        "if False and",
    ),
    (
        "a rewritten time does not name the spreadsheet",
        "refused statements",
        f"{_VALUES}:read_time",
        "if rewrote_time(text)",
        "if False",
    ),
    (
        "words are known in one spelling only",
        "words of exports",
        "binrecon.sources.statement_operations:class_of",
        ".casefold()",
        "",
    ),
    # resolutions
    (
        "a part of a variance explains it",
        "resolved in part",
        f"{_INVESTIGATION}:try_causes",
        "if resolved and not residual:",
        "if resolved:",
    ),
    (
        "what is resolved of an open asset is not told",
        "resolved in part",
        f"{_INVESTIGATION}:conclude",
        "resolved=in_force",
        "resolved=()",
    ),
    (
        "two equal parts with two reasons are the same",
        "resolved in part",
        f"{_RESOLUTIONS}:_words",
        "reason.casefold().split()",
        "[]",
    ),
    (
        "a part that has expired is told on",
        "resolved in part",
        "resolutions/no_longer_backed.sql",
        "ELSE 'resolved'",
        "ELSE 'explained'",
    ),
    (
        "what is open is told without what is resolved",
        "resolved in part",
        "binrecon.domain.day_results:part_resolved",
        "CONTEXT.subtract(variance, resolved)",
        "variance",
    ),
    # forms
    (
        "a mistyped path is work for everybody",
        "mistyped forms",
        "binrecon.orchestration.statement_tasks:_answered",
        "except StatementError as error:",
        "except ZeroDivisionError as error:",
    ),
    (
        "a mistyped day is work for everybody",
        "mistyped forms",
        "binrecon.orchestration.day:typed_by_hand",
        '!= "scheduled"',
        '== "nobody"',
    ),
    (
        "a day mistyped in a backfill is work for everybody",
        "mistyped forms",
        "binrecon.orchestration.day:typed_by_hand",
        '!= "scheduled"',
        '== "manual"',
    ),
    # messages
    (
        "an account that was not judged is left out of the morning",
        "mornings",
        "binrecon.reporting.morning:morning_message",
        "sorted(morning.accounts,",
        "sorted([one for one in morning.accounts if one.counts],",
    ),
    (
        "an account that was not judged passes for judged",
        "mornings",
        "reports/morning.sql",
        "held.decided_at IS NOT NULL AS judged",
        "true AS judged",
    ),
    (
        "the morning is told before the last run ended",
        "mornings",
        "binrecon.services.morning_messages:is_time",
        "if not morning.awaited:",
        "if True:",
    ),
    (
        "the morning is told every hour",
        "mornings",
        "binrecon.reporting.morning:morning_message",
        "text, colour, fields, ())",
        'text, colour, fields, __import__("os").urandom(8))',
        "binrecon.storage.notifications:was_posted",
        "return bool(",
        "return False and bool(",
    ),
    (
        "two accounts have one name",
        "mornings",
        "binrecon.reporting.account_names:told_apart",
        "if not confused:",
        "if True:",
    ),
    (
        "an open day is told by its summary and by an alert",
        "told once",
        "binrecon.orchestration.posting:_deliver_with",
        "if told[message.kind] == POSTED:",
        "if False:",
    ),
    (
        "what the summary shows is alerted the next time",
        "told once",
        "binrecon.orchestration.posting:_count_as_posted",
        "if claimed is not None:",
        "if False:",
        "binrecon.storage.notifications:claim",
        "        if connection.execute(_SAID, named).scalar_one():",
        "        if kind == 'summary' and connection.execute(_SAID, named).scalar_one():",
    ),
    (
        "the weight of all minutes is added up",
        "effort",
        "reports/day_weight.sql",
        "ORDER BY at RANGE BETWEEN interval '60 seconds' PRECEDING AND CURRENT ROW",
        "",
    ),
    (
        "seconds are counted from the first question to the last clear",
        "effort",
        "reports/day_effort.sql",
        "unnest(range_agg(span))",
        "range_merge(range_agg(span))",
    ),
)
