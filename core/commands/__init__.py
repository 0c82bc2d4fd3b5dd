"""What the `nmirf` command can do, a file for each subject; `together` puts them together."""
