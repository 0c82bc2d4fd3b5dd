"""The command's tools for plugin authors: a new plugin, its trial and installation, and what a change breaks."""
