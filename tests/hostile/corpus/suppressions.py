import os
os.system(input())  # nosec: [31m | ``` <b>
os.system(input())  # noqa: S605,,, E
os.system(input())  # nosec B605 because of `this`
os.system(input())  #nosec#nosec#noqa
