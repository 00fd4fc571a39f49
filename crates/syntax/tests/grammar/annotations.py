x: a[b].c
x: a.b[c]
x: a[b] | c
x: a[b] | None = None
x: 'a' | b[c]
x: Callable[[a, b], c]
x: a[b, c]
x: a[b,]
x: a[()]
x: a[b | c]
x: Literal['a', -1]
x: Annotated[a, b(c), d == e]
x: a if b else c
x: lambda: a
x: a[lambda: b]
x: a[b:c]
x: a[b:c:d]
x: (a)
x: (a, b)
x: not a
x: a or b
x: a(b)[c]
x: type
x: type[a]
x: type[a] | b
x: a[*b]
x: a[*b, c]
x: a[b := c]
x: [a]
x: {a: b}
def f(a: type[b], c: type = d) -> type[e]: pass
def f(x: a[b].c, y: a[b] | c = d, z: a.b.c[d.e] = f) -> a[b] | None: pass
def f() -> a if b else c: pass
def f() -> (a, b): pass
def f() -> a[b:c]: pass
def f(a: b == c, d: not e): pass
def f(a: b | c | d): pass
def f(a: b | c & d | e): pass
def f(a: (b | c)): pass
def f(a: 'b'.c): pass
def f(a: b + c): pass
