{#- Why it is in doubt whose records are held under an account. Part of other queries. Columns: reason. Parameter: email. -#}
SELECT 'whose key it is is in doubt: ' || doubt.reason AS reason
FROM v_binance_identity_doubts AS doubt
WHERE doubt.email = %(email)s AND doubt.reason IS NOT NULL
UNION ALL
SELECT 'records of another account, ' || min(foreign_reading.uid) || ', were read as its own'
FROM v_binance_account_identity AS own
JOIN binance_collection_coverage AS foreign_reading ON foreign_reading.email = own.email AND foreign_reading.uid <> own.uid
WHERE own.email = %(email)s AND own.changed
  AND foreign_reading.records > 0 AND foreign_reading.endpoint NOT IN ('account', 'sub_account_list')
HAVING count(*) > 0
