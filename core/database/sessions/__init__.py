"""Sessions: the records in one transaction, prepared statements, single reads, and whether anything has changed."""
