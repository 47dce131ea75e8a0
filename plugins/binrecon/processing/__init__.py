"""From raw pages to canonical rows, and the checks on the result."""
