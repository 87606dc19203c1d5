"""The website of a clinic: static pages, their JSON-LD, an API of files, and the check that they are fresh."""
