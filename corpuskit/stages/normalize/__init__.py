"""One way to write the same thing: code points, spaces, punctuation."""
