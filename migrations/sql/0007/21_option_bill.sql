-- Rows of an option's bill are named by all that they say but the amount, as one id may stand for several: those that were named by
-- the id alone take the name that the next reading gives them, so that it finds them and books nothing twice.

UPDATE binance_reconciliation_transfers
SET external_id = concat_ws(
    ':', external_id, txn_subtype, asset, coalesce(counter_party, ''), (extract(epoch FROM datetime) * 1000)::bigint
)
WHERE source = 'option_bill';
