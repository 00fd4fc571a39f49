def f(a, b=1, /, c=2, *, d, e=3, **k): pass
def f(a, /): pass
def f(*, a): pass
def f(*a, b): pass
def f(a, *, b=1): pass
def f(**k): pass
def f(a: int, b: str = 'x', *c: int, d: int = 1, **e: str) -> None: pass
def f(a, b,): pass
lambda: 1
lambda a, /, b, *, c: 1
lambda *a, **k: 1
lambda a=1, *b, c=2: 1
lambda *, a: 1
def f(a=lambda x: x, b=(yield_)): pass
def f(): return
def f(): pass; pass;
async def f(): pass
@a
@b.c(d)
@(e or f)
@g[0]
@lambda f: f
async def f():
    'doc'
@a
class B: pass
class C(): pass
class C(A, *B, m=1, **k): pass
