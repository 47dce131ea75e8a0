-- Which reading an unread page belongs to: only whole readings are read, and pages of one under way unprove no day.

ALTER TABLE binance_pages_pending ADD COLUMN coverage_id BIGINT;

DO $$
DECLARE raw TEXT;
BEGIN
    FOR raw IN SELECT DISTINCT raw_table FROM binance_pages_pending LOOP
        EXECUTE 'UPDATE binance_pages_pending AS pending SET coverage_id = page.coverage_id FROM ' || quote_ident(raw)
            || ' AS page WHERE pending.raw_table = ' || quote_literal(raw) || ' AND page.id = pending.page_id';
    END LOOP;
END $$;
