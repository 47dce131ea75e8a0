{#- The pages of a bundle as a relation `page` (home, fid, body), and the raw table (`home`) of each list or source as `lies` (list, home).
    Their parameters: lists and homes (text[]), page_homes (text[]), page_ids (bigint[]), page_bodies (text[]). #}
lies AS (
    SELECT * FROM unnest(%(lists)s::text[], %(homes)s::text[]) AS lies (list, home)
),
page AS (
    SELECT * FROM unnest(%(page_homes)s::text[], %(page_ids)s::bigint[], %(page_bodies)s::text[]) AS page (home, fid, body)
)
