x: a[b][c]
x: a[b](c)
x: a[b](c).d = e
x: a[b] & c
x: a[b] if c else d
x: a[b] if c else d = e
x: a[:c]
x: a[b:]
x: a[::c]
x: a[b, :c]
x: a[b[c](d)]
x: a[b] | c[d](e)
x: a[b] == c
x: Annotated[a, b[c](d='e]', f="#")] = g  # h
x: a[
    b  # c
][
    d
] = e
x: a[b] \
    [c] = d
x.y: a[b][c]; z[w]: a[:b]
(x): a[b][c] = lambda: d[e][f]
match: a[b][c]
case: a[b](c)
type: a[b](c)
if x: y: a[b](c) = 1
else: z: a[b](c); w = a[b](c)
while a[b](c): pass
for i in a[b](c): pass
with a[b](c): pass
class A(a[b](c)): x: a[b](c)
x = {a: b[c](d)}
x = a[b:c[d](e)]
x = lambda: a[b](c)
def f(a: b[c](d), /, *e: f[:g], h: i[j][k] = l[m][n], **o: p[q](r)) -> s[t](u): v: w[x](y)
def f[T: a[b](c)](x: T[a][b]) -> a[:b]:
    return a[b](c)
async def f(x: (a[b](c)), y: a[b](c)=d[e](f)) -> None: pass
match x:
    case a.b: c[d](e)
    case {'a': b}: f[g](h)
    case [a, b] if c[d](e): i: j[k](l)
type X[T: a[b](c) = d[e][f], *U = g[:h], **V] = i[j](k)
class B[T: (a[b], c[d])](e[f](g)): pass
