"""The metrics as worked examples: a small shop in, readable arithmetic out. A file per family."""
