{#- The hash of one row: of the text of its sealed columns. #}
sha256(convert_to({% include 'hash_chain/row_text.sql' %}, 'UTF8'))
