"""Model Context Protocol: assistants look up what everybody may read, and can cite it.

Nothing here writes. What rows say is asked of the portal's own HTTP interface, within the process and as nobody, so an
assistant never sees more than a visitor does. Only `server` imports the protocol's kit.
"""
