-- Undoes 31_resolution_measures.sql. Refused where a resolution is of another measure than the balance.

DO $$
BEGIN
    IF EXISTS (SELECT FROM binance_resolutions WHERE measure <> 'balance') THEN
        RAISE EXCEPTION 'resolutions of other measures than the balance are held: they would pass for resolutions of the balance';
    END IF;
END
$$;
ALTER TABLE binance_resolutions DROP COLUMN measure;
