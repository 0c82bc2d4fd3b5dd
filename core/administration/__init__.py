"""The tasks of operators: backups, demonstration entries, trusted documents."""
