"""Plugins: their hooks, how they are found, checked and called, and errors that name the faulty one."""
