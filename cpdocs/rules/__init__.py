"""WHAT FOLLOWS: pure functions over a Situation. Tables, calendar and today are arguments; no clock is read here."""
