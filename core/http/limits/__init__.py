"""Limits for one sender: how many requests, by address or token, and how many open web sockets."""
