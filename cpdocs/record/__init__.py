"""WHAT HAPPENED: files in, frozen values out, and a finding with its place for everything that is wrong."""
