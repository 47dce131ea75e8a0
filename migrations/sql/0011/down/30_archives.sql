DO $$
BEGIN
    IF EXISTS (SELECT FROM binance_archives) THEN
        RAISE EXCEPTION 'rows were archived, and the older schema cannot say so: its chain would miss them';
    END IF;
END $$;
DROP TABLE binance_archives;
