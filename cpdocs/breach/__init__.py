"""After a parcel reached the wrong hands: what it held, whom it exposes, the clock, the papers, and nothing more there.

    stop      the ledger says so, and from then on every further parcel to this reader, or by this way, is held
    went      what the parcel held, if the record still reads as it did
    kit       the form for the data protection officer and the letter that asks for the papers back

In this order: a full disk or a spoilt record must not leave a reader unstopped (North Somerset, 2011).
"""
