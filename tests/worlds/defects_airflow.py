"""Planted defects of days that are run side by side: what one run has asked and not read while another judges.

Each row: name, scene, then where, old and new for each changed place.
"""

_PENDING = "binrecon.processing.canonical:run_pending"

AIRFLOW: tuple[tuple[str, ...], ...] = (
    (
        "what other runs left unread is not read before judging",
        "days at once",
        "binrecon.services.day_reconciliation:reconcile_day",
        "run_pending(engine, account_day.email)",
        "pass",
    ),
    ("before judging only public lists are read", "days at once", _PENDING, '{"email": email}', '{"email": ""}'),
    (
        "before judging everything but trades is read",
        "days at once",
        _PENDING,
        "if endpoint in found",
        'if endpoint in found and endpoint != "trades"',
    ),
)
