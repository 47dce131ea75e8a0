-- Which part of which export a statement file is. Parts are no overlapping files, and only all of them together tell days whole.
ALTER TABLE binance_statement_files
    ADD COLUMN export TEXT DEFAULT '' NOT NULL,
    ADD COLUMN part INTEGER DEFAULT 1 NOT NULL,
    ADD COLUMN parts INTEGER DEFAULT 1;

-- Files that were brought before under the name of a part: what the name tells, as processing/statements/parts.py reads it. The days
-- that were asked for are not known any more, so each such export stands for itself. Of part-00000-… a ZIP held all parts there are.
WITH named AS (
    SELECT id, array_to_string(accounts, ', ') AS owners, lower(regexp_replace(file_name, '^.*/', '')) AS archive, member <> '' AS packed,
        lower(regexp_replace(coalesce(nullif(member, ''), file_name), '^.*/|\.csv$', '', 'gi')) AS name
    FROM binance_statement_files
), told AS (
    SELECT named.*, regexp_match(name, '[-_ ]*part[-_ ]?(\d{1,4})[-_ ]?of[-_ ]?(\d{1,4})') AS numbered,
        regexp_match(name, '^part-(\d{1,6})(-|$)') AS counted
    FROM named
), part AS (
    SELECT id, numbered[1]::integer AS part, numbered[2]::integer AS parts,
        regexp_replace(name, '[-_ ]*part[-_ ]?(\d{1,4})[-_ ]?of[-_ ]?(\d{1,4})', '') AS of_export, owners
    FROM told WHERE numbered IS NOT NULL
    UNION ALL
    SELECT id, counted[1]::integer + 1, CASE WHEN packed THEN max(counted[1]::integer + 1) OVER (PARTITION BY archive, packed) END,
        CASE WHEN packed THEN archive ELSE regexp_replace(name, '^part-\d{1,6}-?', '') END, owners
    FROM told WHERE numbered IS NULL AND counted IS NOT NULL
)
UPDATE binance_statement_files AS file
SET export = concat(part.of_export, ' in ', coalesce(part.parts::text, 'some'), ' parts of ', part.owners), part = part.part,
    parts = part.parts
FROM part
WHERE part.id = file.id AND part.part BETWEEN 1 AND coalesce(part.parts, part.part) AND part.parts IS DISTINCT FROM 1;

ALTER TABLE binance_statement_files
    ADD CONSTRAINT ck_binance_statement_files_part CHECK (part BETWEEN 1 AND coalesce(parts, part)),
    ADD CONSTRAINT ck_binance_statement_files_whole CHECK ((export = '') = (parts IS NOT DISTINCT FROM 1));
