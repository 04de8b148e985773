"""What the assistant made of families' questions: decided with no transaction open, kept turn by turn.

Not here: whether a text asks at all, its worries and wishes, and sending the words (inbox).
"""
