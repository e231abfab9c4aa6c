"""What may come in by browser about parties, arrangements, annexes and documents."""
