"""Files that are copied, and tables that are written."""
