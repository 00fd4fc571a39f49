x = (*a, *b())
def f():
    return *a, *b()
def f():
    yield *a, b
x[*a], x[*a, b], x[a:b, ::2], x[:], x[*f()]
print(*a or b, *a if b else c, **d or e)
for x in *a, b: pass
f(*c + d, **a | b)
f(*a.b[c](d), *-a, *(yield_), *[a])
[*a | b, *c.d()], {*a + b, *c}, (*a[0],)
