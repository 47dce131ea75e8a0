-- Certificates of the rule are kept nowhere before this revision.

DELETE FROM binance_sign_offs WHERE role = 'rule';
ALTER TABLE binance_sign_offs DROP CONSTRAINT ck_binance_sign_offs_role;
ALTER TABLE binance_sign_offs ADD CONSTRAINT ck_binance_sign_offs_role CHECK (role IN ('prepared', 'reviewed'));
