"""What people read: CSV files, Discord messages, monitoring figures."""
