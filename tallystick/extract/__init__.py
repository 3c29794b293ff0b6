"""Report to claims and mentions. `claims.extract` runs the steps in order; each file finds one kind of thing.

attribution.py  who says what                     when.py    days
people.py       a noun phrase: how many, whom     where.py   places
harm.py         people who came to harm           mentions.py  which incident a finding belongs to
positions.py    denials, admissions, no comment   details.py   damage, series, pictures
content.py      how far what is said reaches      quotations.py  which sentences a quotation holds
chains.py       through whom, on whose word       speakers.py  whom "he", "it", "the group" stand for
accusations.py  who is said to have done it       layers.py    attributions as spans of the text
"""
