{#- One row as a JSON array of its sealed columns: numbers with every place, times in UTC (see session.sql). #}
(jsonb_build_array({columns}) || {later})::text
