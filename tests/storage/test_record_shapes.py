"""Every shape of a list's records is counted once per page, and a field nobody has described is told for a week."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from binrecon.domain.calls import Page
from binrecon.domain.intervals import Interval
from binrecon.reporting import monitoring
from binrecon.sources.catalogue import CATALOGUE
from binrecon.storage.evidence import Evidence
from binrecon.storage.record_shapes import MOST, MOST_OF_A_PAGE
from sqlalchemy import Engine, text

NOW = datetime.now(UTC)
WINDOW = Interval(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC))
DUAL = CATALOGUE["dual_investment"]
SETTLED = {"id": "1", "settleAmount": "0.5", "settleAsset": "BNB", "isExercised": True}


def page(*records: Any, endpoint: str = "dual_investment") -> Page:
    body = json.dumps({"total": len(records), "list": records}, default=str)
    return Page(endpoint, "", WINDOW, {}, body, "", 200, {}, NOW, list(records), {})


def store(engine: Engine, *records: Any) -> int:
    evidence = Evidence(engine)
    return evidence.add_page(evidence.begin("a@example.com", "dual_investment", "", WINDOW, NOW), DUAL, page(*records))


def rows(engine: Engine) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT fields, unknown, records, first_fid FROM binance_record_shapes ORDER BY records")
        )
        return [tuple(row) for row in found]


def findings(engine: Engine, now: datetime = NOW) -> list[str]:
    return [one for one in monitoring.run(engine, [], now)[1] if "nobody has described" in one]


def test_shapes_are_counted_over_pages_and_the_first_page_is_kept(engine: Engine) -> None:
    first = store(engine, SETTLED, SETTLED, {"id": "2"})
    store(engine, {**SETTLED, "id": "9"})
    assert [(unknown, records, fid) for _, unknown, records, fid in rows(engine)] == [([], 1, first), ([], 3, first)]
    assert findings(engine) == []


def test_a_field_nobody_has_described_is_named_for_a_week_with_its_page(engine: Engine) -> None:
    number = store(engine, {**SETTLED, "bonusAmount": "0.1"}, SETTLED)
    [finding] = findings(engine)
    assert (
        f"dual_investment: 1 record(s) with fields nobody has described: bonusAmount:s (first in page {number} of"
        in finding
    )
    assert findings(engine, NOW + timedelta(days=8)) == []
    assert monitoring.run(engine, [], NOW + timedelta(days=8))[0]["new_fields.dual_investment"] == 1


def test_names_that_differ_in_each_record_do_not_fill_the_table(engine: Engine) -> None:
    for number in range(MOST // MOST_OF_A_PAGE + 2):
        store(engine, *({f"f{number}_{n}": "%s'; DROP TABLE x"} for n in range(30)))
    assert len(rows(engine)) == MOST
    assert len(findings(engine)) == 1 and len(findings(engine)[0]) < 400
    store(engine, {"f0_0": "again"})
    assert max(records for _, _, records, _ in rows(engine)) == 2


def test_records_that_are_no_objects_and_empty_pages_write_nothing(engine: Engine) -> None:
    store(engine)
    store(engine, [1, 2], [3])
    Evidence(engine).add_page(
        Evidence(engine).begin("", "exchange_info", "", WINDOW, NOW),
        CATALOGUE["exchange_info"],
        replace(page({"symbol": "X"}, endpoint="exchange_info"), body='{"symbols": [{"symbol": "X"}]}'),
    )
    assert rows(engine) == []
