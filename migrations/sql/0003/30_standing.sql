-- What a transfer leg's record says of the balance, by name: `effective` told only whether it counts, and now follows from it.
-- counts; pending: may still come true; failed: final, and moved nothing; elsewhere: of another wallet; told_elsewhere:
-- counted under another list; withdrawn: a newer complete reading of its window does not list it any more.

ALTER TABLE binance_reconciliation_transfers ADD COLUMN standing TEXT;

-- Another time of the record, by which its list may file it. Of older rows it is not known, so that nothing is concluded from
-- a list that does not tell them.
ALTER TABLE binance_reconciliation_transfers ADD COLUMN listed_at TIMESTAMPTZ;

-- Of a leg without effect the older rows tell the status and not always the wallet. Where both could be the reason, the leg is
-- `elsewhere`, which explains nothing: the next reading of its list names it anew.
UPDATE binance_reconciliation_transfers
SET standing = CASE
    WHEN effective THEN 'counts'
    WHEN source IN ('flexible_rewards', 'locked_rewards') THEN 'told_elsewhere'
    WHEN source = 'deposit' AND status IN ('0', '8') THEN 'pending'
    WHEN source = 'deposit' AND status IN ('2', '7') THEN 'failed'
    WHEN source = 'withdraw' AND status IN ('1', '3', '5') THEN 'failed'
    WHEN status IN ('FAILURE', 'FAILED', 'Failed', 'PURCHASE_FAIL', 'REFUND_SUCCESS', 'Refunded', 'Expired') THEN 'failed'
    WHEN endpoint IN ('universal_transfer', 'sub_user_history') THEN 'elsewhere'
    WHEN status IN ('PROCESS', 'PENDING', 'PURCHASING', 'CREATED', 'Processing', 'Repaying', 'REPAYING', 'Liquidating',
                    'LIQUIDATING') THEN 'pending'
    ELSE 'elsewhere'
END;

ALTER TABLE binance_reconciliation_transfers
    ALTER COLUMN standing SET NOT NULL,
    ADD CONSTRAINT ck_binance_reconciliation_transfers_standing
        CHECK (standing IN ('counts', 'pending', 'failed', 'elsewhere', 'told_elsewhere', 'withdrawn')),
    DROP COLUMN effective,
    ADD COLUMN effective BOOLEAN GENERATED ALWAYS AS (standing = 'counts') STORED NOT NULL;
