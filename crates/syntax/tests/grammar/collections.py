[x for x in y]
[x for x in y for z in w if a if b]
{x for x in y}
{x: y for x, y in z}
(x for x in y)
f(x for x in y)
f((x for x in y))
f(x for x in y if z).g
[x for x, in y]
[(x, y) for x in z]
[lambda: x for x in y]
[x if a else b for x in y if (c if d else e)]
[[y for y in x] for x in z]
[x for x in (a if b else c)]
[x for x in a or b]
[x for x in a if b or c]
[x for x in a if not b]
{**a, 'b': 1, **c}
{*a, b}
{a, }
{a: b, }
{}
[*a, b]
(a for b in c for d in e)
[i := 0, j]
{(a := 1): b}
{a := 1, b}
f(a := 1, b)
f(a, b=c, *d, **e)
f(a, b,)
f(*a, b, *c, d=1, **e, f=2)
f()()()[0].a
f(a)(b)
(a)(b)
(a).b
(a)[b]
((a)) + ((b))
((a, b))
()
(a,)
a, (b)
(a), b
