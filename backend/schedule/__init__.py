"""When, for this child: anchors become visits with windows, appointments become reminders.

Not here: wording and numbers (protocol, families), sending (outbox), people's tasks (concerns).
"""
