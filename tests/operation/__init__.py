"""The platform as its operator meets it: real processes, killed, stopped, replicated."""
