"""Write errors into `binance_reconciliation_errors`: what happened, to whom, and whether a person has to look."""

from __future__ import annotations

from sqlalchemy import Engine, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from binrecon.domain.errors import BinanceAPIError, BinanceErrorType, BinreconError
from binrecon.storage.autocommit import single_statements

_RECORD = text("""
    INSERT INTO binance_reconciliation_errors
        (email, error_type, symbol, error_message, raw_error, needs_manual_review, run_id)
    VALUES (:email, :error_type, :symbol, :message, :raw, :needs_manual_review, :run_id)
    RETURNING id
""").bindparams(bindparam("raw", type_=JSONB))


_TOLD = text("""
    SELECT EXISTS (
        SELECT FROM binance_reconciliation_errors
        WHERE email = :email AND run_id = :run_id AND error_message = :message AND resolved_at IS NULL)
""")


_SPOKE = text("""
    SELECT EXISTS (
        SELECT FROM binance_reconciliation_errors
        WHERE run_id = :run_id AND raw_error ->> 'class' IS DISTINCT FROM 'SilentEndError'
          AND (raw_error ->> 'class' IN ('DayNotProvedError', 'FormRefusedError') OR needs_manual_review))
""")


def spoke(engine: Engine, run_id: str) -> bool:
    """Whether a task of the run told of its last try."""
    with single_statements(engine) as connection:
        return bool(connection.execute(_SPOKE, {"run_id": run_id}).scalar_one())


def record_once(engine: Engine, email: str, error: BinreconError, run_id: str) -> bool:
    """Store an error that needs a person unless the same one of this run waits already; gives whether it was news."""
    with single_statements(engine) as connection:
        waits = connection.execute(_TOLD, {"email": email, "run_id": run_id, "message": str(error)}).scalar_one()
    if not waits:
        record(engine, email, error, needs_manual_review=True, run_id=run_id)
    return not waits


def record(
    engine: Engine,
    email: str,
    error: BaseException,
    symbol: str | None = None,
    *,
    needs_manual_review: bool = False,
    run_id: str = "",
) -> int:
    """Store one error and return its row id.

    Of errors that are not ours only the class is kept: their text may quote anything.
    """
    known = isinstance(error, BinanceAPIError)
    raw = {"class": type(error).__name__}
    if known:
        raw |= {name: getattr(error, name) for name in ("endpoint", "status", "code", "retry_after")}
    named = {
        "email": email,
        "symbol": symbol,
        "raw": raw,
        "needs_manual_review": needs_manual_review,
        "run_id": run_id,
        "error_type": str(getattr(error, "type", BinanceErrorType.UNKNOWN) if known else BinanceErrorType.UNKNOWN),
        "message": str(error) if isinstance(error, BinreconError) else type(error).__name__,
    }
    with single_statements(engine) as connection:
        return int(connection.execute(_RECORD, named).scalar_one())
