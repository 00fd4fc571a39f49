def f(x):
    return eval(f"{x!r:{x
