x = x
a = b
b = a
from . import *
from .self_reference import x as x
def f(): return f()
class C(C): pass
global x
nonlocal x
eval(x)
d = {}
d[d] = d
for x in x: x = x + x
lambda x=lambda: x: x
del x
eval(x)
