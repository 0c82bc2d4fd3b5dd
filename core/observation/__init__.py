"""Logs, metrics and traces for the operator. They contain no tokens and no personal data."""
