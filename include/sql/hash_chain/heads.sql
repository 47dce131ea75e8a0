-- Purpose: heads of the chain that were kept elsewhere and that the chain does not hold at their number, each with the link that stands there
-- (NULL for none), and the number of the chain's last link (0 for none).
-- Grain: one row per such head, in the order of numbers. Safe to run again: reads only.
-- Parameters: numbers (bigint[]) and links (text[], one of each for a head).
SELECT kept.number, chain.link, coalesce((SELECT max(id) FROM binance_hash_chain), 0)
FROM unnest(%(numbers)s::bigint[], %(links)s::text[]) AS kept (number, link)
LEFT JOIN binance_hash_chain AS chain ON chain.id = kept.number
WHERE chain.link IS DISTINCT FROM kept.link
ORDER BY kept.number
