"""Writing the knowledge base: canonical Turtle, and spreadsheets in and out."""
