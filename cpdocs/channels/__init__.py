"""PROTECTION: a Parcel in, a Sealed out. One file a channel; none falls back to another."""
