"""The record of every write: its chain of hashes, and whoever listens to what is appended."""
