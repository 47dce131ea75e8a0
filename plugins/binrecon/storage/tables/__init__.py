"""The tables of the reconciliation database as SQLAlchemy models, by subject; `storage/schema.py` has all of them."""
