"""The open questions of each kind of list, and the pure functions that settle them."""
