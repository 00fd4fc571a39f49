if a: b
elif c: d
else: e
if a:
    b
else:
    if c: d
if a: pass
else:
    pass
    if b: pass
while a: b
else: c
while (a := b): pass
for a, (b, c) in d: e
else: f
for a, in b: pass
for (a) in b: pass
for [a, b] in c: pass
for a.b in c: pass
for a[0] in c: pass
for x in a, b: pass
for x in (yield_): pass
for x in lambda: 1, 2: pass
if (a): pass
if a: pass;
if a: b; c
if x:
    a; b;
