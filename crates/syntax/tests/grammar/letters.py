é = 1
def ñ(ü, *ö): return é.ä
class Ü(Ö): pass
x = 'é'; y = é(ü=1)
