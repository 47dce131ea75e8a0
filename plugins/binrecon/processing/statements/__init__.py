"""The exchange's own account statements: from a dropped file to lines whose account, time and class are known."""
