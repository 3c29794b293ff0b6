"""Why a claim does not enter a figure, as codes for counting and filtering; the sentence stands beside each.

Codes of the first table hold under every profile; those of the second are a profile's own choice, and come with the
passage of its codebook. A profile of a user's may use any of them, or add words of its own.
"""

from __future__ import annotations

from tallystick.shapes import Shape

REJECTED = Shape("rejected by %(person)s: %(why)s")
SHARED = {
    "rejected": "a person rejected the claim",
    "superseded": "the same origin gave a later number",
    "retracted": "its own speaker took it back",
    "page_revised": "a later version of the page replaced the report",
    "denied": "the claim is a denial, and no count",
    "doubted": "its speaker doubts it",
    "aggregate": "it sums over many events",
    "share": "it is a share in words, checked against the parts",
    "no_number": "it gives no number",
    "no_base": "it adds to a toll that nobody gives",
    "counted_already": "it adds to a toll that counts it already",
}
CHOSEN = {
    "out_of_scope": "the codebook would not record the event",
    "not_coded": "the codebook does not record this outcome",
    "not_split": "dead and wounded are told together, and are never split by guess",
    "group_not_coded": "the codebook does not divide its number by group",
    "group_elsewhere": "its group is counted in the breakdown that is used",
    "party_figure": "a party to the violence counts one group; it bounds that group only",
    "less_reliable": "a more reliable origin gives a number",
    "not_chosen": "the codebook's rule chooses another number",
    "older": "a later number stands",
    "perpetrator": "it is the perpetrator's own number, and others give one",
    "upper_bound": "it is an upper bound only",
    "vague": "the codebook has no number for these words",
    "combatants": "it counts combatants, and the codebook records civilians",
    "unused": "the profile does not use it",
}
CODES = SHARED | CHOSEN
