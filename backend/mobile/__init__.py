"""The family's side: the enrolment card, the family page, and the app's /api/v1.

Not here: what is decided; each page and route calls one verb of the rooms below and says what came of it.
"""
