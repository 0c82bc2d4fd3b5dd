"""The commands of `nmirf`, a file for each subject; `root` puts them together.

`environment` has the settings and the platform that all of them use, `before_serving` the checks of settings before
the server starts.
"""
