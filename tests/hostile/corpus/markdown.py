# ```
# </details><script>alert(1)</script>
import os
def f(x):
    os.system("``` | " + x)  # | a | b | [x](javascript:alert(1))
