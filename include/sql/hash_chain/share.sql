-- Purpose: the links of one share of the chain, each with the link that stands before it, to be read as a stream. A link is in the share that
-- its number leaves over, so that links to come change the share of none.
-- Grain: one row per link, in their order. Safe to run again: reads only. Parameters: shares, share (0 to shares - 1).
SELECT id, table_name, row_ids, digest, previous, link, sealed_at,
    (SELECT before.link FROM binance_hash_chain AS before WHERE before.id < chain.id ORDER BY before.id DESC LIMIT 1)
FROM binance_hash_chain AS chain
WHERE id %% %(shares)s = %(share)s
ORDER BY id
