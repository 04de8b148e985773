"""The provider's messages API with virtual phones, for demo, tests and simulation; it stands outside the product.

Not here: anything of ours; it knows only what the provider would be told over HTTP.
"""
