-- What the records of each list look like: which fields came, and which of them no document and no template knows.

CREATE TABLE binance_record_shapes (
    endpoint TEXT NOT NULL,
    shape TEXT NOT NULL,
    fields TEXT[] NOT NULL,
    unknown TEXT[] NOT NULL,
    records BIGINT NOT NULL,
    raw_table TEXT NOT NULL,
    first_fid BIGINT NOT NULL,
    first_seen_at TIMESTAMPTZ DEFAULT clock_timestamp() NOT NULL,
    last_seen_at TIMESTAMPTZ DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_binance_record_shapes PRIMARY KEY (endpoint, shape)
) WITH (fillfactor = 50);

GRANT SELECT ON binance_record_shapes TO binrecon_writer, binrecon_reader;
GRANT INSERT, UPDATE ON binance_record_shapes TO binrecon_writer;
