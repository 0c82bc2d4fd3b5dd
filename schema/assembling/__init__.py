"""What is declared becomes one schema: classes are made, with the arguments, restrictions and roots that they need."""
