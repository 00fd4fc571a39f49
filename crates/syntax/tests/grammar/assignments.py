x = y = z = 1
x: int
x.y: int = 3
x[0]: int
(x): int = 3
def f():
    x += yield
    x = yield
    x = yield a, b
x = *a, b
x, *y = z
[a, *b], (c, d) = e
(a) = 1
(a), b = 1, 2
a, = b
() = x
[] = x
x = a, b = 1, 2
x.y = z.w = 3
(a.b) = 3
(a[0]), c = 3
x += 1, 2
x //= a; x **= b; x >>= c; x <<= d; x @= e; x |= f; x ^= g; x &= h; x %= i; x /= j
