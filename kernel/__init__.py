"""What every room may lean on; knows no noun of the domain."""
