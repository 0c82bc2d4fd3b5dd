"""Search in practices: words, where they stand in the index, what is found, what is shown of it."""
