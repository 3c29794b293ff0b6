"""Bytes to reports: `formats.read_reports`.

formats.py   which format, what is wrong with it   dates.py      when it was published
decoding.py  charset                               language.py   is it English?
jsonlines.py, article.py, metadata.py              sections.py   stretches with a time of their own
"""
