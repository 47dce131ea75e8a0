-- Purpose: which day-ends of a bundle, and of the day before it, have balances, and of which moment these are, as lines.
-- Grain: one line per day and wallet. Safe to run again: reads only. Parameters: email, first and last (dates).
SELECT jsonb_build_object('date', held.date, 'wallet', held.wallet, 'time', floor(extract(epoch FROM held.update_time) * 1000)::bigint)::text
FROM binance_snapshot_days AS held
WHERE held.email = %(email)s AND held.date BETWEEN %(first)s::date - 1 AND %(last)s
ORDER BY held.date, held.wallet COLLATE "C"
