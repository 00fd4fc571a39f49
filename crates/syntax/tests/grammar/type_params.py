type X = int
type X[T] = list[T]
type X[T: int, *Ts, **P] = dict[T, P]
def f[T](x: T) -> T: pass
def f[T: (int, str), *Ts, **P](x: T) -> T: pass
class A[T](B[T], m=1): pass
class A[T]: pass
type X = (yield_, b)
type X = lambda: 1
type X = a | b & c
type X[T: a.b | c] = T
