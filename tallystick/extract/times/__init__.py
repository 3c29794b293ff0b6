"""Expressions of time: words, rules, meanings. `extract/when.py` reads a text with them.

tokens.py     the words that may belong to one (lists: reference/data/times.toml)
rules.py      which words make one: a table          joins.py   "from X to Y", "since X", "two days after X"
dates.py      by date and weekday                    narrative.py   "yesterday", "five days later", "the same evening"
periods.py    weeks, months, years, up to now        feasts.py      feasts and the Islamic year
parts.py      what one means, what it is told from, reckoning with days
"""
