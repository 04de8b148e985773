"""Virtual families and a virtual coordinator on a simulated clock, over the code that runs in production.

Not here: any rule of the product; this room acts as people do and checks what must never happen.
"""
