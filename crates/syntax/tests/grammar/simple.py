global a, b
def f():
    nonlocal c
    global d, e
    del a, b[0], (c, d), [e]
    del (a)
    del (a, b)
    del a,
    assert x
    assert x, y
    assert (x, y)
    raise
    raise A
    raise A from b
    raise (A)
    return (a, b)
    return a,
    return (yield)
    return a, (b, c)
