"""The causes an investigation tries, one module each: a variance and the clues in, proposed findings out."""
