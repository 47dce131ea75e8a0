"""What nothing proves and a person should look at: sentences, never findings."""
