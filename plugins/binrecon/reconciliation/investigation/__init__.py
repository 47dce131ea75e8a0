"""What accounts for an open variance: causes propose findings, an exact sum and a second fact decide, hints say what to
try next."""
