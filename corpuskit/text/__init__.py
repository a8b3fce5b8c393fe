"""What is known of characters: scripts, widths, marks, tables. Nothing here knows of documents or stages."""
