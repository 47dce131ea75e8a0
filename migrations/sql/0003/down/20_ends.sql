UPDATE binance_collection_coverage
SET window_end = substring(detail FROM 'was said to reach (.*)$')::timestamptz, detail = ''
WHERE endpoint = 'trades' AND status = 'complete' AND detail ~ '^asked by startTime alone.*was said to reach ';
