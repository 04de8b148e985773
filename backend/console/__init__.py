"""The staff's pages: server-rendered, small, in Chinese and English, every route behind sign-in.

Not here: what the acts on these pages do (the rooms below); the console only asks them.
"""
