match = 1
match.x = 2
match[0] = 1
match(x)
match(x).y = 3
match * a
match - a
match, case = 1, 2
match: int = 3
print(match, case, type, _)
type = 1
type.x = 3
type[0]
type(x)
type: int = 3
case = 3
case(x)
_ = 3
_(x)
def match(type, case): return match
def type(): pass
class case: pass
x.match.case.type
f(match=1, case=2, type=3, _=4)
lambda match, case, type: 1
for match in type: pass
import match, type as case
from match import type, case
del match
global_ = [match for match in type]
