"""What a school asks: what may be asked, in which words, and whether these are clear."""
