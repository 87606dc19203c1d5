"""Ways out of the knowledge base: pictures and files for people and programs that do not read RDF."""
