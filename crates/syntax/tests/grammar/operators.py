-a ** b
a ** -b ** c
not a == b
not a in b
a not in b is not c
a if b else c if d else e
lambda: a if b else c
lambda x: lambda y: x, z
a or b and not c or d
(a or b) or c
a and (b and c)
a < b == c >= d != e
a @ b
a | c ^ d << e >> f
~a & b
x<y>z
a<-b
a**-b
a*-b
a--b
not not a
~-a
-1
-1j
- 1 ** 2
-(1)
(-1) ** 2
a // b % c / d
