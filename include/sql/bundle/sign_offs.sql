-- Purpose: who signed periods that reach into a bundle's days, as lines.
-- Grain: one line per signature, in their order. Safe to run again: reads only. Parameters: email, first and last (dates).
SELECT jsonb_build_object('first', signed.first, 'last', signed.last, 'role', signed.role, 'author', signed.author,
    'comment', signed.comment, 'digest', signed.digest, 'cells', signed.cells)::text
FROM binance_sign_offs AS signed
WHERE signed.email = %(email)s AND signed.first <= %(last)s AND signed.last >= %(first)s
ORDER BY signed.id
