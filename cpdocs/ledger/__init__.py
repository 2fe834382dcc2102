"""WHAT WAS SENT: intent before the wire, outcome after, in a tree that shows every later change."""
