"""The grains of the suite: what each family of metrics counts."""
