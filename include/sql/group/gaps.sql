-- Purpose: what lacks of a day in some wallets of the group, by the rule of each account-day (macros/gaps.sql).
-- Grain: one row per wallet, endpoint and key, ordered by these. assets NULL = every asset. Safe to run again: reads only.
-- Parameters: emails and wallets (text[], one of each for a wallet), day (date).
{% import 'macros/gaps.sql' as gaps -%}
SELECT asked.email, asked.wallet, gap.endpoint, gap.key, gap.detail, gap.assets
FROM unnest(%(emails)s::text[], %(wallets)s::text[]) AS asked (email, wallet)
CROSS JOIN LATERAL (
    {{ gaps.of('asked.email', '%(day)s', 'asked.wallet') }}
) AS gap
ORDER BY asked.email, asked.wallet, gap.endpoint, gap.key
