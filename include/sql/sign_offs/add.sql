-- Writes a signature down. Grain: one row. Not safe to run again: a person signs each time. Parameters: email, first, last, role, author,
-- comment, digest, cells, through_id.
INSERT INTO binance_sign_offs (email, first, last, role, author, comment, digest, cells, through_id)
VALUES (%(email)s, %(first)s, %(last)s, %(role)s, %(author)s, %(comment)s, %(digest)s, %(cells)s, %(through_id)s)
RETURNING id
