-- Purpose: how old the breaks are: how many, and how much they are worth, by account, asset and cause, in buckets of age.
-- Grain: one row per account, asset, cause and bucket that has a break, in the order of account, asset and cause, the youngest bucket first.
-- Safe to run again: reads only. Parameters: emails (text[]), first, last, since and until (dates, as of the breaks).
-- Columns:
--   email: the account
--   asset: the asset; empty where days are unproved as a whole
--   cause: of what is open "nothing accounts for it"; of what is unproved what is missing, without details
--   bucket: 0-1, 2-7, 8-30, 31-90 or >90 days
--   breaks: how many
--   usd: the sum of their sizes in USD; empty where none of them is priced
--   unpriced: how many of them have no value in USD, and are not in the sum
SELECT email, asset, cause, bucket, count(*)::int AS breaks, sum(usd) AS usd, (count(*) FILTER (WHERE usd IS NULL))::int AS unpriced
FROM ({% include 'reports/breaks.sql' %}) AS one
GROUP BY email, asset, cause, bucket
ORDER BY email COLLATE "C", asset COLLATE "C", cause COLLATE "C", min(age)
