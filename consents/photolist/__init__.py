"""Who of a group may be in a picture, on paper and as a file: how long it may be used."""
