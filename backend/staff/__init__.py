"""Who works here: staff, how they sign in, what their role may do, and what each of them did.

Not here: who is on call and how they are paged (concerns), and the pages they see (console).
"""
