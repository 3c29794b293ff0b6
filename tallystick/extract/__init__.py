"""Report to claims and mentions. `claims.extract` runs the steps in order; each file finds one kind of thing.

attribution.py  who says what                     when.py    days
people.py       a noun phrase: how many, whom     where.py   places
harm.py         people who came to harm           mentions.py  which incident a finding belongs to
positions.py    denials, admissions, no comment   details.py   damage, series, pictures
"""
