"""The causes an investigation tries, a module for each: a variance and the records read in, proposed findings out."""
