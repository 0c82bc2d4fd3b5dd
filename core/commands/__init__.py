"""What the `nmirf` command can do, a file for each subject; `together` puts them together.

`common`, `doubts` and `replicas` hold no command: what all of them share, and what is looked at before one serves.
"""
