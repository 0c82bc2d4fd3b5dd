"""What the `nmirf` command can do, a file for each subject; `core.cli` puts them together."""
