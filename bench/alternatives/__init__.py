"""What people would pick instead, each as its users would build it, for the same questions on the same data."""
