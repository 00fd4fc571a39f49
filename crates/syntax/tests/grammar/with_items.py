with (a, b): pass
with (a, b) as c: pass
with (a): pass
with (a) as b: pass
with (a as b): pass
with (a as b, c): pass
with (a, b as c,): pass
with (a, *b): pass
with (): pass
with (a, b), c: pass
with (a, b)[0]: pass
with (yield_): pass
with a, b as c, d: pass
with (a), (b): pass
with (a), (b) as c: pass
with (a, b) as c, d as e: pass
with a as (b, c), d as [e, f]: pass
with a() as b.c, d as e[0]: pass
with (a if b else c): pass
with (
    a as b,
    c as d
): pass
