"""What is declared becomes one schema: names resolved, what does not fit told, classes made."""
