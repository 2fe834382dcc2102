"""PAPER: blocks in, clean bytes out, behind a fence."""
