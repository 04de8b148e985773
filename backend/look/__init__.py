"""The one visual language of every page: tokens and shared components, served as files of this package.

Not here: any page; each room brings its own templates.
"""
