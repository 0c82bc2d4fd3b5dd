"""Search in practices: words, their places in the index, what is found, and how it is shown."""
