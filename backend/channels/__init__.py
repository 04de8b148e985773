"""How a message leaves and arrives: one file per provider, with its error codes and signatures.

Not here: what to send, to whom or when (outbox); a channel knows addresses and text only.
"""
