1if x else y
[1for x in y]
0x1for x in y
