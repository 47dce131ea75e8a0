-- What an account holds in isolated margin is a coin of one pair, and two pairs' coins of one name are two holdings: the name of the
-- holding is pair, colon, coin. No pair has a colon in its name; what follows the first one is the coin, whatever its name holds.
-- In every other wallet the holding is the asset itself. Plain SQL, immutable, so that the planner can put them into the query.

CREATE FUNCTION binrecon_holding(pair TEXT, coin TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN strpos(pair, ':') = 0 THEN binrecon_name(pair) || ':' || binrecon_name(coin) END
$$;

CREATE FUNCTION binrecon_coin(wallet TEXT, asset TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE wallet WHEN 'ISOLATED_MARGIN' THEN substr(asset, strpos(asset, ':') + 1) ELSE asset END
$$;

-- The pair of a holding; nothing in every other wallet.
CREATE FUNCTION binrecon_pair(wallet TEXT, asset TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE wallet WHEN 'ISOLATED_MARGIN' THEN split_part(asset, ':', 1) ELSE '' END
$$;
