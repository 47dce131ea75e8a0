"""The use cases: what a DAG or a page does with an account-day, from its lock to what is written."""
