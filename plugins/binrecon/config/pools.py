"""Prints the pools of the accounts file as the document for `airflow pools import`: `python -m
binrecon.config.pools`."""

from __future__ import annotations

import json
import sys

from binrecon.config.accounts import load_accounts
from binrecon.domain.errors import ConfigurationError
from binrecon.domain.limits import pools


def main() -> int:
    """Print the document; a bad accounts file is one sentence and exit code 1."""
    try:
        share = load_accounts().settings.weight_share
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(pools(share), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
