"""Knows families, their children, the adults who care for them and their phones, and enrols them from a file.

It does not know consent, visits or messages, and an enrolment file never overwrites what is recorded.
"""
