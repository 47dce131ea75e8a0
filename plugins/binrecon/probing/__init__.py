"""Questions that the exchange's documents leave open, put to a real account: what is asked, what was seen, what
follows."""
