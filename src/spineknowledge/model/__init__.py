"""The typed results: frozen, hashable, each with its IRI and its ways into JSON, text and HTML."""
