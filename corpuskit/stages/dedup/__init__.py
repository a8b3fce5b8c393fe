"""Take out what the corpus already has."""
