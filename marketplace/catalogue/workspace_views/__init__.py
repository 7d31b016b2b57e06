"""Pages of the catalogue for providers and officers; the public ones are in `catalogue.views`."""
