"""THE REPORTER'S PACK: enclosures made clean, and bound with the papers they belong to. No enclosure is trusted."""
