"""Work in threads, again and again, in turns, or together; and what is short enough to need none of it."""
