"""One reader for each file format: bytes in, `Content` out."""
