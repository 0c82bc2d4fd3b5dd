"""What plugin authors get from the command: a plugin to start from, its installation, what a change breaks."""
