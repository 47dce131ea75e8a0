DROP FUNCTION binrecon_pair(TEXT, TEXT), binrecon_coin(TEXT, TEXT), binrecon_holding(TEXT, TEXT);
