-- Purpose: which statements in force a new one may be: those of the same bytes, and the same part of the same export.
-- Grain: one row per file, in the order of import: id, same_bytes, same_part, in_parts (it is a part of an export), rows, place.
-- Safe to run again: reads only. Parameters: sha256, export (empty for a whole file), part.
SELECT id, sha256 = %(sha256)s AS same_bytes, export = %(export)s AND part = %(part)s AS same_part, export <> '' AS in_parts, rows,
    concat_ws(': ', file_name, nullif(member, '')) AS place
FROM ({% include 'statements/in_force.sql' %}) AS held
WHERE sha256 = %(sha256)s OR (export <> '' AND export = %(export)s AND part = %(part)s)
ORDER BY id
