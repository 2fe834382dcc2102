from test_road_kills import *
import time
def test_c(fence, workspace_of_two, tmp_path, temp, readers):
    t=time.time()
    names = boundaries_of(workspace_of_two, tmp_path / "count", temp)
    print(len(names), time.time()-t)
    for i,n in enumerate(names,1): print(i,n, end="; ")
    t=time.time(); 
    try: kill_and_send_again(workspace_of_two, tmp_path / "cut", 20, readers["social_worker"], temp)
    finally: print(time.time()-t)
