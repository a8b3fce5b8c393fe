"""Take apart what is on a page: article, metadata, page chrome."""
