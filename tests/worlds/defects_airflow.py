"""Planted defects of days that are run side by side: what one run leaves unread, and what one run's reading spares another.

Each row: name, scene, then where, old and new for each changed place.
"""

_PENDING = "binrecon.processing.canonical:run_pending"

AIRFLOW: tuple[tuple[str, ...], ...] = (
    ("what other runs left unread is not read before judging", "days at once", "binrecon.orchestration.judging:settle",
     "read=partial(run_pending, engine, email)", "read=None"),
    ("before judging only public lists are read", "days at once", _PENDING, '{"email": email}', '{"email": ""}'),
    ("before judging everything but trades is read", "days at once", _PENDING,
     "if endpoint in found", 'if endpoint in found and endpoint != "trades"'),
    ("days before are not judged again by a run beside them", "days at once", "binrecon.storage.judged_again:days_to_judge_again",
     "if other != day", "if other > day"),
    ("what another run read days ago is not asked again", "all accounts", "binrecon.collectors.base:BaseCollector._just_read",
     "- FRESH", "- 100 * FRESH"),
)
