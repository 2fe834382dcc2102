"""WHAT FOLLOWS: pure functions over a Situation. Tables, calendar and today are arguments; nothing here reads a clock."""
