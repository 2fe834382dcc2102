"""CARRYING: a Sealed in, a Receipt out. No transport opens a Sealed, takes loose bytes or two addresses."""
