"""Tables of characters, as data: what they are made of stands in README.md, how in `build` and `build_properties`."""
