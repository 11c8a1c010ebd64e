"""`bench dev`: both projects from a checkout, with a PostgreSQL of their own."""
