"""WHO SEES WHICH PART: the only door from the record to paper, an allow-list for one entitlement."""
