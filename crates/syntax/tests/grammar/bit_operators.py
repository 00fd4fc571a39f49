a & b ^ c
a ^ b & c
a ^ b & c ^ d
(a ^ b) & c ^ d & (e ^ f)
a & b & c ^ d & e | f ^ g & h
a ^ b ^ (c) & (d) ^ e
a & (b) ^ c
a & (b ^ c)
~a & b ^ ~c & d
x = (a & b) ^ (c & d) & e
a ^ b & c & d ^ e & f
a & b ^ c & d ^ e & f
