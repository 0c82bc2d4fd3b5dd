"""The record of every write: its chain of hashes, and the stream of new entries."""
