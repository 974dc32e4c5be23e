"""What runs inside of the sandbox: the standard library alone, so that its processes start fast and hold nothing else.

``zygote`` is the process that ``Sandbox`` starts; these files import nothing of guerdon.
"""
