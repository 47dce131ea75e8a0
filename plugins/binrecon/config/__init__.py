"""What people configure: the accounts file, the pools, the folders of the bundle."""
