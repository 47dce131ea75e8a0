"""Postgres: the only place that opens connections."""
