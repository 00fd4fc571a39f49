type(x).y = 1
type(a, b).y[0] = 1
type(x)[y] = 2
type(x).y += 1
