"""The metrics once more in plain Python, written from the dictionary and not from the library, and the two compared on random shops."""
