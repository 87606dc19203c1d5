"""FHIR: findings as Evidence, sources as Citation, vocabularies as CodeSystem, mappings as ConceptMap."""
