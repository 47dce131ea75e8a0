"""What to ask the exchange for, and how to know that all of it came."""
