"""Former students who said yes to the list of their school (oud-leerlingen)."""
