x = a if b else(c)
x = not(a)
x = a and(b)
if(a):pass
while(a):pass
for(a)in(b):pass
assert(a)
del(a)
x=[a for(a)in(b)if(c)]
x = a in(b)
x = a is(not b)
import a;import b
a;b
a; b;
