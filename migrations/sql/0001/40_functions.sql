-- Readers of the exchange's texts. Each gives NULL for what it cannot read exactly, and never raises, so that one bad record
-- cannot stop the others. Plain SQL, immutable and not STRICT, so that the planner can put them into the query.

-- A finite decimal below 1e18 whose places beyond the 18th are zero; the first branch is a cheap test for the usual short text.
CREATE FUNCTION binrecon_exact(value TEXT) RETURNS NUMERIC LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN octet_length(value) <= 18 AND value ~ '^[0-9]+(\.[0-9]+)?$' THEN value::numeric
        WHEN value ~ '^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$' AND octet_length(value) <= 1000
            THEN CASE
                WHEN abs(value::numeric) < 1e18 AND value::numeric = round(value::numeric, 18)
                    THEN value::numeric(36, 18)
            END
    END
$$;

-- UTC milliseconds of 13 digits: September 2001 to November 2286. Seconds and microseconds are refused, not guessed.
-- Whole microseconds stay exact in this arithmetic; to_timestamp(seconds) would lose some from the year 2106 on.
CREATE FUNCTION binrecon_ms(value TEXT) RETURNS TIMESTAMPTZ LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN octet_length(value) = 13 AND value ~ '^[1-9][0-9]*$'
            THEN (timestamp '1970-01-01' + interval '1 millisecond' * value::double precision) AT TIME ZONE 'UTC'
    END
$$;

-- "YYYY-MM-DD HH:MM:SS" in UTC, years 2000 to 2299. Counted from the first of the month, which always exists, so that a day
-- the month does not have lands in the next one and gives NULL.
CREATE FUNCTION binrecon_utc(value TEXT) RETURNS TIMESTAMPTZ LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN value ~ '^2[0-2][0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]) ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$'
            THEN CASE
                WHEN extract(month FROM make_date(substr(value, 1, 4)::int, substr(value, 6, 2)::int, 1)
                                        + (substr(value, 9, 2)::int - 1)) = substr(value, 6, 2)::int
                    THEN (make_date(substr(value, 1, 4)::int, substr(value, 6, 2)::int, 1)
                          + (substr(value, 9, 2)::int - 1)
                          + make_time(substr(value, 12, 2)::int, substr(value, 15, 2)::int, substr(value, 18, 2)::int)
                         ) AT TIME ZONE 'UTC'
            END
    END
$$;

-- The name of an asset or symbol, kept as it is: any script, at most 64 characters, nothing invisible that could make two
-- names look alike (controls, zero-width and direction marks).
CREATE FUNCTION binrecon_name(value TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN value <> '' AND char_length(value) <= 64
             AND value !~ '[\x01-\x1f\x7f\u0080-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]'
            THEN value
    END
$$;
