"""The pages, one module each: what a page shows, as data; templates and JSON are made of that."""
