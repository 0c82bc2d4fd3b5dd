"""What the platform tells its operator: logs, metrics, traces. Never a token, never personal data."""
