def f(*args: *Ts, **kw: P.kwargs) -> Foo[*Ts]: pass
def f(*args: *tuple[int, ...]): pass
