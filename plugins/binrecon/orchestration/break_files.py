"""Writes breaks.csv and ageing.csv of accounts anew, after something changed their verdicts."""

from __future__ import annotations

from collections.abc import Iterable

from binrecon.config.accounts import Roster


def write_break_files(roster: Roster, emails: Iterable[str]) -> None:
    """Of each of these accounts that the accounts file still has."""
    from binrecon.domain.settlement import newest_settled_day
    from binrecon.orchestration import hook
    from binrecon.reporting.csv_reports import write_breaks

    newest, wanted = newest_settled_day(hook.now()), set(emails)
    for account in roster.accounts:
        if account.email in wanted:
            write_breaks(hook.engine(), roster.settings.reports, account.slug, account.email, newest)
