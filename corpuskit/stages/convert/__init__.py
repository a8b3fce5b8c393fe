"""From one script into the other."""
