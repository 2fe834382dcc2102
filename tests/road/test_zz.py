from road_tools import *
from conftest import *
def test_p(played, readers):
    ps=look(played, CALLED, DAYS[CALLED]).parcels
    for p in ps:
        if p.written.planned.document!='invitation': continue
        for f in (played/"outbox").glob(f"*/{p.written.serial}.*"):
            d = readers[of(p)].open(attachments(f)[0][1])[0] if f.suffix=='.eml' else f.read_bytes()
            if of(p) in ('social_worker','advocate','mother','ailsas_father'):
                print(of(p)); print(" ".join(pages(d)))
