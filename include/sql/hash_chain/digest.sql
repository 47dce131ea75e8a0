{#- SHA-256 over the hashes of the rows in the order of their ids, then the first eight digits of each row's own hash, by which a
    row that differs can be named. #}
encode(sha256(string_agg(row_hash, ''::bytea ORDER BY id)), 'hex') || ':'
    || string_agg(left(encode(row_hash, 'hex'), 8), '' ORDER BY id)
