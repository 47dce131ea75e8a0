"""Recipes of a developer, as commands."""
