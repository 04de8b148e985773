"""What a question is answered with: approved sentences, titles to choose from, a refusal of its kind, or a person.

Not here: who asks, what was said before, and sending it (inbox). No database.
"""
