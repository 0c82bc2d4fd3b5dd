"""Work in threads, repeated work, batches, and which work is short enough for the event loop."""
