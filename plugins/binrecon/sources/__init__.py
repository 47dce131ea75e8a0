"""Every list of the exchange that is read, as a description."""
