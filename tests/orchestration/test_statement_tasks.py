"""Who stands beside an imported statement."""

from types import SimpleNamespace

import pytest
from binrecon.orchestration.statement_tasks import author_of


@pytest.mark.parametrize(("user", "cleared", "author"), [
    ("ann", 0, "ann"), ("ann", 1, "ann (run cleared)"), (None, 0, "airflow"), ("", 2, "airflow (run cleared)"),
])  # fmt: skip
def test_what_a_cleared_run_imports_is_not_signed_by_the_user_alone_who_triggered_it(user, cleared, author):
    assert author_of({"dag_run": SimpleNamespace(triggering_user_name=user, clear_number=cleared)}) == author
