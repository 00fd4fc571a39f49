x = """a
b"""; y = 1
if x:
	a
	if b:
		c
x = [
    1,  # a
    # b
    2,
]
# c
def f():
    # d
    pass
    # e
# f
if a:
    b
    # trailing

    # more
else:
    c
# end
x \
  = 1
if a and \
   b:
    pass
if x:
    pass
  # weird comment
else:
    pass
def f():
    if a:
        return b
      # odd
    return c

class A:
    def f(self):
        return 1

# comment at column 0

    def g(self):
        return 2
x = {
  'a': 1,
  **b,
  'c': [1, 2,
    3],
}
f(a,
  b=c)
f(
)
f(a
  for a in b)
