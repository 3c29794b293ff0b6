"""Report to claims and mentions. `claims.extract` runs the steps in order; each file finds one kind of thing.

triage.py          reports that cannot hold a claim are passed over
attribution.py     who says what: by verb, "according to", quotations (quotations.py), how far it reaches (content.py),
                   through whom (chains.py); speakers.py gives the names that pronouns and "the group" stand for
people.py          a noun phrase: how many, whom; who.py: status, nationality, affiliation
harm.py            people who came to harm, by verb; nouns.py: deaths, tolls, bodies; adjacent.py: by word order;
                   fates.py: turns of phrase; names.py: lists of names; breakdown.py: parts; sequel.py: "shot", and then
when.py            days: what the words mean (times/), told from the section's day at the place (anchors.py);
                   dating.py: which of them date an incident
where.py           places: names (toponyms.py), what the report is about (context.py), which place of a name is meant
                   (choosing.py), how sharp it is (extent.py), whether something happened there (locative.py)
mentions.py        which incident a sentence tells of (incident.py), on which ground (ground.py); parties.py: by whom
positions.py       denials, admissions, no comment; accusations.py: who is said to have done it
details.py         damage, series, pictures
claims.py          findings with speaker (voices.py) and incident become claims (draft.py); scope.py: total, part, sum
layers.py          every attribution; annotated.py: layers and explanations of a reading
"""
