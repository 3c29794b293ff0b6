"""Text with its offsets: parsing, numerals, dates written out. Nothing here knows about violence."""
