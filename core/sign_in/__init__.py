"""The sender of a request, by a token of ours or of an OpenID Connect provider."""
