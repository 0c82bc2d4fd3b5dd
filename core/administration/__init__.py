"""What operators keep: backups, demonstration entries, trusted documents."""
