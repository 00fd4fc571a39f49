@
@@app.route
@app.route("/<path:p>", methods=[*M, **k])
@(lambda f: f)
def f(p, /, q=eval(input()), *a, r, **k): open(p)
