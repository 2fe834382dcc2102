"""Rules across fields of a record, one file a subject. Each finding has a stable id."""
