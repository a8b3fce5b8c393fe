"""Give back what transport and layout have broken: characters and lines."""
