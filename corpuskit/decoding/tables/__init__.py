"""Character sets as data: what they are made of stands in README.md, how in `build`."""
