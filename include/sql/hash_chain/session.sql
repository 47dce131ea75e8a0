-- Purpose: make rows read as the same text in every session: what a hash is over must not depend on who asks.
-- Grain: none. Safe to run again: holds for this transaction alone. No parameters.
SELECT set_config('timezone', 'UTC', true), set_config('intervalstyle', 'postgres', true), set_config('datestyle', 'ISO', true)
