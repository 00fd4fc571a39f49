type X[T = int] = T
def f[T = int](): pass
class A[T: int = str, *Ts = *tuple[int], **P = [int]]: pass
class B[T: (a, b) = c[d], U = e | f]: pass
