"""Pictures of values over days."""

from datetime import date, timedelta
from decimal import Decimal

from binrecon.web.charts import HEIGHT, MARGIN, WIDTH, columns, line_chart, witness_bars

FIRST = date(2026, 11, 1)


def days(*values: str | None) -> list[tuple[date, Decimal | None]]:
    return [(FIRST + timedelta(days=n), None if value is None else Decimal(value)) for n, value in enumerate(values)]


def test_the_first_day_is_left_the_last_right_the_highest_above() -> None:
    chart = line_chart(days("1", "3", "2"), FIRST)
    assert chart is not None
    assert [point.x for point in chart.points] == [MARGIN, WIDTH / 2, WIDTH - MARGIN]
    assert [point.y for point in chart.points] == [HEIGHT - MARGIN, MARGIN, HEIGHT / 2]
    assert (chart.low, chart.high, chart.zero) == ("1", "3", None)
    assert chart.marked is chart.points[0]


def test_a_missing_day_breaks_the_line() -> None:
    chart = line_chart(days("1", "2", None, "4", "5"), FIRST)
    assert chart is not None and [len(piece.split()) for piece in chart.pieces] == [2, 2]


def test_values_that_never_change_have_a_scale_from_zero() -> None:
    chart = line_chart(days("5", "5"), FIRST)
    assert chart is not None and (chart.low, chart.high) == ("0", "5") and chart.zero == HEIGHT - MARGIN
    still = line_chart(days("0", "0"), FIRST)
    assert still is not None and (still.low, still.high) == ("0", "1")


def test_below_zero_the_line_of_zero_is_in_the_picture() -> None:
    chart = line_chart(days("-1", "1"), FIRST)
    assert chart is not None and chart.zero == HEIGHT / 2


def test_fewer_than_two_days_make_no_picture() -> None:
    assert line_chart(days("1", None), FIRST) is None and line_chart([], FIRST) is None


def test_huge_and_tiny_values_stay_in_the_picture() -> None:
    chart = line_chart(days("999999999999999999", "0.000000000000000001", "-1"), FIRST)
    assert chart is not None and all(MARGIN <= point.y <= HEIGHT - MARGIN for point in chart.points)


def test_a_witness_that_agrees_with_no_other_stands_out() -> None:
    picture = witness_bars([("snapshots", Decimal("-4")), ("lists", Decimal(1)), ("statement", Decimal("1.0"))])
    assert picture is not None
    assert [(bar.name, bar.agrees) for bar in picture.bars] == [
        ("snapshots", False),
        ("lists", True),
        ("statement", True),
    ]
    snapshots, lists, _ = picture.bars
    assert snapshots.x + snapshots.width == picture.zero == lists.x and snapshots.width == 4 * lists.width
    assert [bar.y for bar in picture.bars] == sorted({bar.y for bar in picture.bars}), "one below the other"


def test_one_witness_alone_has_no_picture_and_no_change_is_no_width() -> None:
    assert witness_bars([("snapshots", None), ("lists", Decimal(1))]) is None
    still = witness_bars([("snapshots", Decimal(0)), ("lists", Decimal(0))])
    assert still is not None and {bar.width for bar in still.bars} == {0}


def test_days_of_questions_share_one_scale_and_a_gap_stays_a_gap() -> None:
    picture = columns([(FIRST, 40, 0), (FIRST + timedelta(days=2), 80, 1), (FIRST + timedelta(days=3), 80, 80)])
    assert picture is not None and picture.most == 80
    first, second, third = picture.columns
    assert second.tall == 2 * first.tall and third.short == third.tall
    assert first.short == 0 < second.short, "one of many is seen"
    assert second.x - first.x == 2 * (third.x - second.x)
    assert columns([]) is None
