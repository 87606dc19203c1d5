"""The service: SPARQL, comparisons and every thing's page over HTTP, read-only (needs the extra ``server``)."""

from __future__ import annotations

from spineknowledge.service.app import create_app

__all__ = ["create_app"]
