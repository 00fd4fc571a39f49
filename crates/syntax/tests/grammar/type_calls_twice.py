type(x).y = type(z).y = 2
