import os
print "user: %s" % raw_input()
exec "x = 1" in {}
try:
    os.system(`1` + raw_input())
except OSError, e:
    raise E, "m"
print >>f, 0777 <> 1
