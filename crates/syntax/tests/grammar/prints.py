print(a)
print(a, b)
print
print()
print(a), b
print (a)
print((a))
print -a
print = 1
print.a
print(a) if b else c
print(a).b
print[0]
exec(a)
exec(a, b)
exec
exec = 1
exec.a
print(a, file=b)
print * a
print + 1
print or a
print is a
print not in a
print, a
print if a else b
print == a
print(*a)
x = print
f(print)
print: int = 3
print @ x
print % x
print < x
print [0]
self.print = 1
self.exec(a)
def print(): pass
def exec(): pass
class print: pass
lambda print: print
f(print=1, exec=2)
import print
