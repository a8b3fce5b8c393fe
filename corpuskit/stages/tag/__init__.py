"""What a text is like: annotations that leave it as it is."""
