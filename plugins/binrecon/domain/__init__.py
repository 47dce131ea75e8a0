"""The values that every layer shares, and every error."""
