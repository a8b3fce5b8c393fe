"""From files to bytes and from records to files."""
