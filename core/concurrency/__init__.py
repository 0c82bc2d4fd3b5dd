"""Work in threads, again and again, in turns; and what is short enough to need none of it."""
