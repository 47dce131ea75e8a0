-- Named by the id alone again; of several rows of one id, all but the first with their number.

UPDATE binance_reconciliation_transfers AS held
SET external_id = named.id || CASE WHEN named.nth > 1 THEN ':' || named.nth ELSE '' END
FROM (
    SELECT pid, split_part(external_id, ':', 1) AS id,
        row_number() OVER (PARTITION BY email, split_part(external_id, ':', 1), leg, measure ORDER BY pid) AS nth
    FROM binance_reconciliation_transfers
    WHERE source = 'option_bill'
) AS named
WHERE held.pid = named.pid;
