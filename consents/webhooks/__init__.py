"""Tell other systems that answers may have changed: thin, signed, tried again, to one address."""
