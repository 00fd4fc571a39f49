def f(x):
    """never closed
    eval(x)
