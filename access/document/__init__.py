"""The matrix as a document: its edition, in words, as files, and who adopted it."""
