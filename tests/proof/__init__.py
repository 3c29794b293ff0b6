"""Proof that nothing is lost: programs are killed at random instants, and what they said is looked for.

python -m tests.proof [--instants 300] [--deed add] [--ledger sqlite]
"""
