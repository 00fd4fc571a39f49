import os
def f(x):
    os.system("[2J]0;owned" + x)
