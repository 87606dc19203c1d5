"""Measurements of this library beside what people would use instead; ``python -m benchmarks`` runs them."""
