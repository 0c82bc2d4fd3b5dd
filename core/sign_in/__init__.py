"""Who sends a request: what their token says, ours or that of an OpenID Connect provider."""
