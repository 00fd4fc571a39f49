x = "\ud800\udfff\N{NO SUCH NAME}\x9"
eval("\N{BULLET}" + x)
