-- Purpose: a row of an archive into its partition, every column as it was: from the JSON of its sealed columns, and the body beside it.
-- Grain: one row. Not safe to run again: a row with its number must not be there. Parameters: names (text[], the sealed columns in the
-- order of the text), text, body. What stands in braces are identifiers, put in quoted; of values that are JSON, a null stays one.
INSERT INTO {partition} ({columns})
SELECT {values}
FROM jsonb_populate_record(NULL::{partition}, (
    SELECT jsonb_object_agg((%(names)s::text[])[sealed.place], sealed.value)
    FROM jsonb_array_elements(%(text)s::jsonb) WITH ORDINALITY AS sealed (value, place)
) || jsonb_build_object('body', %(body)s::text)) AS row
