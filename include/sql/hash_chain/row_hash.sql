{#- One row as a JSON array of its sealed columns: numbers with every place, times in UTC (see session.sql). #}
sha256(convert_to((jsonb_build_array({columns}) || {later})::text, 'UTF8'))
