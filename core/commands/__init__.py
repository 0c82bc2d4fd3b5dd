"""What the `nmirf` command can do, a file for each subject; `root` puts them together.

Two files hold no command: `environment` has the settings and the platform that all of them work on, `before_serving`
what is looked at before one serves.
"""
