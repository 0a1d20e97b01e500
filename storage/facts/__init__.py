"""All SQL of indicators: one place per kind of record says which rows a fact is, one engine counts them."""
