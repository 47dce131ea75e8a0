"""Which file the DAG of an account is in."""

from pathlib import Path

from binrecon.config.accounts import Account
from binrecon.domain.vocabulary import AccountType
from binrecon.orchestration.account_dags import is_in

FILES = sorted((Path(__file__).resolve().parents[2] / "dags").glob("accounts_*.py"))


def test_every_account_has_its_dag_in_one_file_and_the_files_share_them_evenly():
    accounts = [Account(f"sub{number}@example.com", AccountType.SUB, "b") for number in range(1000)]
    held = [sum(is_in(account, file) for file in FILES) for account in accounts]
    assert held == [1] * 1000
    shares = [sum(is_in(account, file) for account in accounts) for file in FILES]
    assert len(FILES) == 8 and max(shares) < 1.3 * 1000 / 8


def test_a_further_file_takes_its_share(tmp_path):
    accounts = [Account(f"sub{number}@example.com", AccountType.SUB, "b") for number in range(50)]
    files = [tmp_path / f"accounts_{number}.py" for number in range(3)]
    for count in (1, 2, 3):
        files[count - 1].touch()
        assert [sum(is_in(account, file) for file in files[:count]) for account in accounts] == [1] * 50
