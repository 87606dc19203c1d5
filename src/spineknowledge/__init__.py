"""A knowledge base of spine procedures, and the comparisons between them."""
