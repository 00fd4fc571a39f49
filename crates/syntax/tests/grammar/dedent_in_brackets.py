def f():
    x = (a.
b)
    y = [
c,
d]
