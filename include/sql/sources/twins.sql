-- Money that two lists tell of counts once: a reward has effect only where no dividend of the account stands for it, of the
-- same asset and amount within twelve hours, that says of what it is: the dividends' enInfo names Flexible or Locked (and
-- staking, as the locked products were called) products, and what says something else (an airdrop) stands for none. A dividend
-- without any enInfo may stand for either. Equal ones pair off one to one in the order of time.
-- Included by the templates of both sides, in their transaction and under one lock, so that the pairs follow from what is
-- held now, in whichever order it came. Rewards and dividends of one asset and amount that follow each other within twelve
-- hours make an island; no pair crosses two of them, so that they are walked through side by side.
-- Grain: one row per reward. A rerun is safe: a row is written only where its effect changes. Parameters: email.
WITH RECURSIVE listed AS (
    SELECT pid, source = 'asset_dividend' AS is_dividend, asset, amount, external_id, datetime AS at,
        CASE
            WHEN source <> 'asset_dividend' THEN source
            WHEN counter_party ILIKE '%%flexible%%' THEN 'flexible_rewards'
            WHEN counter_party ILIKE '%%locked%%' OR counter_party ILIKE '%%staking%%' THEN 'locked_rewards'
            WHEN coalesce(counter_party, '') <> '' THEN 'neither'
            WHEN bool_or(source = 'flexible_rewards') OVER (PARTITION BY asset, amount) THEN 'flexible_rewards'
            ELSE 'locked_rewards'
        END AS product
    FROM binance_reconciliation_transfers
    WHERE email = %(email)s AND leg = 1
      AND standing <> 'withdrawn' AND (source = 'asset_dividend' AND effective
           OR source = 'flexible_rewards' AND status IN ('BONUS', 'REWARDS')
           OR source = 'locked_rewards')
),
told AS (
    SELECT *, at - lag(at) OVER (PARTITION BY product, asset, amount ORDER BY at, pid) <= interval '12 hours' AS follows
    FROM listed
),
island AS (
    SELECT *, count(*) FILTER (WHERE follows IS NOT TRUE) OVER (ORDER BY product, asset, amount, at, pid) AS island FROM told
),
numbered AS (
    SELECT *, row_number() OVER (PARTITION BY island, is_dividend ORDER BY at, external_id) AS n FROM island
),
reward AS (SELECT pid, island, n, at FROM numbered WHERE NOT is_dividend),
dividend AS (SELECT island, n, at FROM numbered WHERE is_dividend),
step AS (
    SELECT island, 1::bigint AS next_reward, 1::bigint AS next_dividend, NULL::bigint AS paired
    FROM dividend
    WHERE n = 1
    UNION ALL
    SELECT step.island,
        next_reward + (dividend.at >= reward.at - interval '12 hours')::int,
        next_dividend + (dividend.at <= reward.at + interval '12 hours')::int,
        CASE WHEN dividend.at BETWEEN reward.at - interval '12 hours' AND reward.at + interval '12 hours' THEN reward.pid END
    FROM step
    JOIN reward ON reward.island = step.island AND reward.n = step.next_reward
    JOIN dividend ON dividend.island = step.island AND dividend.n = step.next_dividend
)
UPDATE binance_reconciliation_transfers AS held
SET standing = CASE WHEN step.paired IS NULL THEN 'counts' ELSE 'told_elsewhere' END, reconciled = false, updated_at = clock_timestamp()
FROM reward
LEFT JOIN step ON step.paired = reward.pid
WHERE held.pid = reward.pid AND (held.standing = 'told_elsewhere') <> (step.paired IS NOT NULL);
