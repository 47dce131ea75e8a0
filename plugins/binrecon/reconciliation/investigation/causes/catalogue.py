"""The list of causes, in the order in which they are tried. To add one, add a line."""

from __future__ import annotations

from binrecon.domain.record_sets import (
    AROUND_CUTOFF,
    EQUAL_RECORDS,
    OPPOSITE_ACCOUNTS,
    TIMING_DIFFERENCES,
    UNMATCHED_ENTRIES,
    UNMATCHED_TRANSFERS,
)
from binrecon.domain.vocabulary import Wallet
from binrecon.reconciliation.investigation.causes.cause import Cause
from binrecon.reconciliation.investigation.causes.cutoff import cutoff_in_transit, cutoff_two_times
from binrecon.reconciliation.investigation.causes.failed_withdrawal import failed_withdrawal
from binrecon.reconciliation.investigation.causes.fees_and_duplicates import (
    SERVICE_CHARGES,
    duplicate,
    dust_charge,
    fee_not_taken,
)
from binrecon.reconciliation.investigation.causes.ledger_rows import (
    LISTED_TWICE,
    WALLET_EXCHANGES,
    auto_exchange,
    listed_twice,
)
from binrecon.reconciliation.investigation.causes.liquidations import (
    LIQUIDATIONS,
    insurance_clear,
    liquidation_takeover,
)
from binrecon.reconciliation.investigation.causes.other_wallet import (
    CONVERSIONS,
    UNTRADED_ASSETS,
    other_wallet_collateral,
    other_wallet_convert,
    swapped_asset,
)
from binrecon.reconciliation.investigation.causes.snapshot_cut import snapshot_cut
from binrecon.reconciliation.investigation.causes.statement_only import statement_only
from binrecon.reconciliation.investigation.causes.unmatched_transfer import unmatched_transfer
from binrecon.reconciliation.investigation.causes.unsettled_record import unsettled_record

_FUTURES = (Wallet.FUTURES, Wallet.COIN_M_FUTURES)

CAUSES = (
    Cause("booked on one day, moved on another", cutoff_two_times, (TIMING_DIFFERENCES,)),
    Cause("in transit over midnight", cutoff_in_transit, (AROUND_CUTOFF,)),
    Cause("failed withdrawal, away or given back", failed_withdrawal, (TIMING_DIFFERENCES, UNMATCHED_ENTRIES)),
    Cause("own transfer without its other end", unmatched_transfer, (UNMATCHED_TRANSFERS,)),
    Cause(
        "pending or listed without effect",
        unsettled_record,
        (TIMING_DIFFERENCES, OPPOSITE_ACCOUNTS, UNMATCHED_ENTRIES),
    ),
    Cause("convert paid by another wallet", other_wallet_convert, (CONVERSIONS,)),
    Cause("collateral given by another wallet", other_wallet_collateral, (EQUAL_RECORDS, UNMATCHED_ENTRIES)),
    Cause("snapshot taken off midnight", snapshot_cut, (AROUND_CUTOFF,)),
    Cause("fee not taken", fee_not_taken, (EQUAL_RECORDS, UNMATCHED_ENTRIES)),
    Cause("charge of a dust conversion", dust_charge, (SERVICE_CHARGES, UNMATCHED_ENTRIES)),
    Cause("row of the ledger listed twice", listed_twice, (LISTED_TWICE,), _FUTURES),
    Cause("record listed twice", duplicate, (EQUAL_RECORDS, UNMATCHED_ENTRIES)),
    Cause("exchange inside the wallet, not made", auto_exchange, (WALLET_EXCHANGES,), _FUTURES),
    Cause("set back to zero after a liquidation", insurance_clear, (LIQUIDATIONS,), _FUTURES),
    Cause("taken over with the collateral", liquidation_takeover, (LIQUIDATIONS,), (Wallet.MARGIN,)),
    Cause("renamed or swapped asset", swapped_asset, (UNTRADED_ASSETS, UNMATCHED_ENTRIES)),
)
"""Where two propose the same amount from the same records, the first names it. What each claims, and which second fact
must bear it out, is in docs/causes.md."""
OF_STATEMENTS = (
    Cause(
        "listed by the statement only",
        statement_only,
        (UNMATCHED_ENTRIES, TIMING_DIFFERENCES, UNMATCHED_TRANSFERS, UNTRADED_ASSETS),
    ),
)
"""Tried last, and only where a statement covers the day: without one nothing is ruled out by it."""
