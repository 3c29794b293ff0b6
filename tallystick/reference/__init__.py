"""What is known beforehand: places, sources, actors, words. Tables read by an explicit `load()`, never on import."""
