type(x).y: int
type(x).y: int = 1
type(x)[y]: a[b](c)
type(x)
type(x).y = 1
if x: type(x).y: int
type = 1
type.x: int
type X = a
type X[T] = a[b](c)
