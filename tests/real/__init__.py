"""Real shops: the raw rows counted by hand, and the library's figures from the parameter files beside."""
