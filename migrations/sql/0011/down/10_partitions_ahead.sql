DROP FUNCTION binrecon_make_partitions(TEXT);
DROP FUNCTION binrecon_make_partition(TEXT, DATE);
