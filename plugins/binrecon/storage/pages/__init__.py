"""What the pages show, read with the reader's login: one module per page, each query bounded by accounts and days."""
