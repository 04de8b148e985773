"""How a family's phones get in: enrolment cards, one-time codes, devices with tokens that rotate.

Not here: addresses, pages and cookies (mobile), and who belongs to a family (families).
"""
