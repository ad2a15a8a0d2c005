"""What is built, what it contains, and the development stack."""
