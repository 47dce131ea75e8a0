{#- Pairs lines and movements of `fact` off one to one and leaves what has no equal, as the table left_over: equal amounts of one
    second first, then the rest of one day in the order of time. Part of other queries, among their WITH.
    fact: is_line, date, asset, amount, at, rank (orders what has one time), and any others. -#}
in_second AS (
    SELECT *, row_number() OVER (
        PARTITION BY is_line, date, asset, amount, date_trunc('second', at) ORDER BY at, rank COLLATE "C"
    ) AS k
    FROM fact
), first_left AS (
    SELECT *, row_number() OVER (PARTITION BY is_line, date, asset, amount ORDER BY at, rank COLLATE "C") AS n
    FROM (
        SELECT *, count(*) OVER (PARTITION BY date, asset, amount, date_trunc('second', at), k) AS sides FROM in_second
    ) AS paired
    WHERE sides = 1
), left_over AS (
    SELECT * FROM (
        SELECT *, count(*) OVER (PARTITION BY date, asset, amount, n) AS both_sides FROM first_left
    ) AS paired
    WHERE both_sides = 1
)
