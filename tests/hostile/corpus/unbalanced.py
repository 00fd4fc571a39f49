eval(((([[[{{{
)]}
def g(:
  return )
exec(x
