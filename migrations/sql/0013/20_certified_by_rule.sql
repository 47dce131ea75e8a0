-- A month whose verdicts are all proved or explained is certified by the rule, which signs with a role of its own.

ALTER TABLE binance_sign_offs DROP CONSTRAINT ck_binance_sign_offs_role;
ALTER TABLE binance_sign_offs ADD CONSTRAINT ck_binance_sign_offs_role CHECK (role IN ('prepared', 'reviewed', 'rule'));
