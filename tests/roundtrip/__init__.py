"""Round trips: random valid values through a generated client, judged by readings of the document that are not ours.

document ──raw.py──▶ operations as written ──values.py──▶ random values, checked by jsonschema
                                                 │
client method called ──▶ request recorded ──wire.py──▶ the same values?
random response      ──▶ result           ──encoded──▶ the same JSON?
"""
