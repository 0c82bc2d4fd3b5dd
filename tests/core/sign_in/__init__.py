"""Who sends a request: tokens of a provider, forged in every way that is known, and what a plugin recognises."""
